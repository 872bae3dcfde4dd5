// Command dockerhub stands in for the secrets plugin hoeg/vault-plugin-secrets-dockerhub, which no Go module proxy
// serves: the same paths, fields, results and faults, written from its behaviour.
package main

import (
	"log"
	"os"

	"github.com/hashicorp/vault/api"
	"github.com/hashicorp/vault/sdk/plugin"
)

func main() {
	meta := &api.PluginAPIClientMeta{}
	if err := meta.FlagSet().Parse(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
	err := plugin.Serve(&plugin.ServeOpts{
		BackendFactoryFunc: newEngine,
		TLSProviderFunc:    api.VaultPluginTLSProvider(meta.GetTLSConfig()),
	})
	if err != nil {
		log.Fatal(err)
	}
}
