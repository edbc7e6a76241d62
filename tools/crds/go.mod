// What is only read, never compiled: a module of its own, so that its requirements do not move those of the servers.
module synapsemesh.io/tools/crds

go 1.26.0

require github.com/cert-manager/cert-manager v1.21.2
