package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// account is a Docker Hub account that may mint tokens, as the engine stores it.
type account struct {
	Username string
	Password string
	Scopes   []string
}

type token struct {
	UUID  string `json:"uuid"`
	Token string `json:"token"`
}

func (a account) mint(ctx context.Context, label, scope string) (made token, err error) {
	body := map[string]any{"token_label": label, "scopes": []string{"repo:" + scope}}
	status, err := a.call(ctx, http.MethodPost, "/v2/access-tokens", body, &made)
	if err == nil && status != http.StatusCreated {
		err = fmt.Errorf("failed to create auth token: %d", status)
	}
	return made, err
}

// revoke takes 202 alone for success, where Docker Hub documents 204.
func (a account) revoke(ctx context.Context, uuid string) error {
	status, err := a.call(ctx, http.MethodDelete, "/v2/access-tokens/"+uuid, nil, nil)
	if err == nil && status != http.StatusAccepted {
		err = fmt.Errorf("failed to delete auth token %d", status)
	}
	return err
}

// call logs in with the password for every single request.
func (a account) call(ctx context.Context, method, path string, body, into any) (int, error) {
	var session struct{ Token string }
	login := map[string]any{"username": a.Username, "password": a.Password}
	status, err := send(ctx, http.MethodPost, "/v2/users/login", "", login, &session)
	if err != nil {
		return 0, err
	}
	if status != http.StatusOK {
		return 0, fmt.Errorf("authentication failed: %d", status)
	}
	return send(ctx, method, path, session.Token, body, into)
}

// send reads the answer only if it is a success and there is a place for it.
func send(ctx context.Context, method, path, bearer string, body, into any) (int, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequestWithContext(ctx, method, "https://hub.docker.com"+path, bytes.NewReader(text))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if into != nil && response.StatusCode < 300 {
		err = json.NewDecoder(response.Body).Decode(into)
	}
	return response.StatusCode, err
}
