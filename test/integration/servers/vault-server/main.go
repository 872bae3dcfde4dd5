// Command vault is HashiCorp Vault's own core and HTTP handler: in memory, unsealed, on loopback, for tests.
// It prints its address and unseal key as JSON.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/vault/helper/namespace"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/internalshared/configutil"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/inmem"
	"github.com/hashicorp/vault/vault"
)

var (
	port    = flag.String("port", "0", "port on 127.0.0.1, 0 for a free one")
	token   = flag.String("root-token", "root", "the root token")
	plugins = flag.String("plugins", "", "folder of external plugins")
	retry   = flag.Duration("revoke-retry", 10*time.Second, "first pause before a failed revocation is tried again")
)

func main() {
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:"+*port)
	must(err)
	address := "http://" + listener.Addr().String()
	logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Info, Output: os.Stderr})
	storage, err := inmem.NewInmem(nil, logger)
	must(err)
	core, err := vault.NewCore(&vault.CoreConfig{
		Physical:                  storage,
		StorageType:               "inmem",
		Logger:                    logger,
		DisableMlock:              true,
		RedirectAddr:              address,
		PluginDirectory:           *plugins,
		BuiltinRegistry:           builtins,
		CredentialBackends:        external,
		LogicalBackends:           external,
		ExpirationRevokeRetryBase: *retry,
	})
	must(err)
	key := unseal(core)

	handler := vaulthttp.Handler.Handler(&vault.HandlerProperties{
		Core:           core,
		ListenerConfig: &configutil.Listener{Type: "tcp", Address: listener.Addr().String()},
	})
	go func() { must(http.Serve(listener, handler)) }()
	must(json.NewEncoder(os.Stdout).Encode(map[string]string{"address": address, "unsealKey": key}))

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	must(core.Shutdown()) // which ends the plugins
}

// unseal initializes the core with one key and the known root token, as `vault server -dev` does.
func unseal(core *vault.Core) string {
	ctx := namespace.RootContext(context.Background())
	one := &vault.SealConfig{SecretShares: 1, SecretThreshold: 1}
	ready, err := core.Initialize(ctx, &vault.InitParams{BarrierConfig: one})
	must(err)
	key := ready.SecretShares[0]
	_, err = core.Unseal(append([]byte{}, key...))
	must(err)
	_, err = core.HandleRequest(ctx, &logical.Request{
		Operation:   logical.UpdateOperation,
		ClientToken: ready.RootToken,
		Path:        "auth/token/create",
		Data:        map[string]any{"id": *token, "policies": []string{"root"}, "no_parent": true},
	})
	must(err)
	return base64.StdEncoding.EncodeToString(key)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
