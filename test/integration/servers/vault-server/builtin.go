package main

import (
	"maps"
	"slices"

	jwt "github.com/hashicorp/vault-plugin-auth-jwt"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	"github.com/hashicorp/vault/builtin/credential/approle"
	"github.com/hashicorp/vault/builtin/credential/userpass"
	"github.com/hashicorp/vault/builtin/plugin"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
)

// builtin tells Vault's plugin catalog what is compiled in.
type builtin map[consts.PluginType]map[string]logical.Factory

var builtins = builtin{
	consts.PluginTypeCredential: {"approle": approle.Factory, "jwt": jwt.Factory, "userpass": userpass.Factory},
	consts.PluginTypeSecrets:    {"kv": kv.Factory},
}

// external is what runs the plugins that are not compiled in.
var external = map[string]logical.Factory{"plugin": plugin.Factory}

func (b builtin) Contains(name string, kind consts.PluginType) bool {
	return b[kind][name] != nil
}

func (b builtin) Get(name string, kind consts.PluginType) (func() (any, error), bool) {
	factory, found := b[kind][name]
	return func() (any, error) { return factory, nil }, found
}

func (b builtin) Keys(kind consts.PluginType) []string {
	return slices.Collect(maps.Keys(b[kind]))
}

func (b builtin) DeprecationStatus(name string, kind consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, b.Contains(name, kind)
}

func (builtin) IsBuiltinEntPlugin(string, consts.PluginType) bool { return false }
