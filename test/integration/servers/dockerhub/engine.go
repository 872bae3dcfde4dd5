package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/vault/sdk/framework"
	"github.com/hashicorp/vault/sdk/logical"
)

// lease is how long a token lives; nothing that is written changes it.
const lease = 5 * time.Minute

var scopes = []string{"admin", "write", "read", "public_read"}

func text(description string) *framework.FieldSchema {
	return &framework.FieldSchema{Type: framework.TypeString, Description: description}
}

func newEngine(ctx context.Context, config *logical.BackendConfig) (logical.Backend, error) {
	revoke := &framework.Secret{
		Type:   "DockerHub",
		Fields: map[string]*framework.FieldSchema{"username": text("account"), "uuid": text("token")},
		Revoke: revokeToken,
	}
	configPath := &framework.Path{
		Pattern: "config/" + framework.GenericNameRegex("username"),
		Fields: map[string]*framework.FieldSchema{
			"username": text("account"),
			"password": text("its password"),
			"Scope":    {Type: framework.TypeCommaStringSlice, Description: "what its tokens may do"},
			"ttl":      {Type: framework.TypeDurationSecond, Description: "ignored"},
			"max_ttl":  {Type: framework.TypeDurationSecond, Description: "ignored"},
		},
		Operations: map[logical.Operation]framework.OperationHandler{
			logical.CreateOperation: &framework.PathOperation{Callback: writeConfig},
			logical.UpdateOperation: &framework.PathOperation{Callback: writeConfig},
			logical.ReadOperation:   &framework.PathOperation{Callback: readConfig},
			logical.DeleteOperation: &framework.PathOperation{Callback: deleteConfig},
		},
		ExistenceCheck: neverExists,
	}
	tokenPath := &framework.Path{
		Pattern: "token/" + framework.GenericNameRegex("username") + "/" + framework.GenericNameRegex("scope"),
		Fields: map[string]*framework.FieldSchema{
			"username": text("account"),
			"scope":    text("what the token may do"),
			"label":    text("name of the token"),
		},
		Operations: map[logical.Operation]framework.OperationHandler{
			logical.CreateOperation: &framework.PathOperation{Callback: writeToken},
			logical.UpdateOperation: &framework.PathOperation{Callback: writeToken},
		},
		ExistenceCheck: neverExists,
	}
	engine := &framework.Backend{
		BackendType: logical.TypeLogical,
		Paths:       []*framework.Path{configPath, tokenPath},
		Secrets:     []*framework.Secret{revoke},
	}
	return engine, engine.Setup(ctx, config)
}

// neverExists makes every write a create: the real plugin looks where it stores nothing.
func neverExists(context.Context, *logical.Request, *framework.FieldData) (bool, error) {
	return false, nil
}

func place(username string) string { return "dockerhub/config/" + username }

func load(ctx context.Context, storage logical.Storage, username string) (found account, err error) {
	entry, err := storage.Get(ctx, place(username))
	if err != nil {
		return found, err
	}
	if entry == nil {
		return found, fmt.Errorf("unable to finde configuration for %q", username)
	}
	return found, entry.DecodeJSON(&found)
}

func writeConfig(ctx context.Context, request *logical.Request, data *framework.FieldData) (*logical.Response, error) {
	written := account{
		Username: data.Get("username").(string),
		Password: data.Get("password").(string),
		Scopes:   data.Get("Scope").([]string),
	}
	for _, scope := range written.Scopes {
		if !slices.Contains(scopes, scope) {
			return nil, fmt.Errorf("invalid slice provided: %s", scope)
		}
	}
	entry, err := logical.StorageEntryJSON(place(written.Username), written)
	if err != nil {
		return nil, err
	}
	return nil, request.Storage.Put(ctx, entry)
}

func readConfig(ctx context.Context, request *logical.Request, data *framework.FieldData) (*logical.Response, error) {
	found, err := load(ctx, request.Storage, data.Get("username").(string))
	if err != nil {
		return nil, err
	}
	return &logical.Response{
		Data: map[string]any{"username": found.Username, "namespace": found.Scopes, "ttl": lease.String()},
	}, nil
}

func deleteConfig(ctx context.Context, request *logical.Request, data *framework.FieldData) (*logical.Response, error) {
	return nil, request.Storage.Delete(ctx, place(data.Get("username").(string)))
}

func writeToken(ctx context.Context, request *logical.Request, data *framework.FieldData) (*logical.Response, error) {
	username, scope := data.Get("username").(string), data.Get("scope").(string)
	found, err := load(ctx, request.Storage, username)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(found.Scopes, scope) {
		return nil, fmt.Errorf("requested scope %q is not permitted for user %q", scope, username)
	}
	made, err := found.mint(ctx, data.Get("label").(string), scope)
	if err != nil {
		return nil, err
	}
	answer := map[string]any{"token": made.Token, "uuid": made.UUID, "username": username, "scope": scope}
	kept := map[string]any{"secret_type": "DockerHub", "uuid": made.UUID}
	return &logical.Response{
		Data:   answer,
		Secret: &logical.Secret{LeaseOptions: logical.LeaseOptions{TTL: lease}, InternalData: kept},
	}, nil
}

// revokeToken finds the token in the answer that Vault keeps with the lease.
func revokeToken(ctx context.Context, request *logical.Request, data *framework.FieldData) (*logical.Response, error) {
	found, err := load(ctx, request.Storage, data.Get("username").(string))
	if err != nil {
		return nil, err
	}
	return nil, found.revoke(ctx, data.Get("uuid").(string))
}
