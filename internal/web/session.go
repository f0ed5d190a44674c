package web

import (
	"errors"
	"net/http"

	"github.com/gorilla/sessions"

	"github.com/ubigrowth/aicmo/internal/store"
)

// sessionStore is a gorilla/sessions store over PostgreSQL. The cookie holds a random 256-bit id and nothing else; its
// hash in capabilities is the session, with its limits, so that revoking it there ends it at the next request.
type sessionStore struct {
	db      *store.DB
	name    string
	options sessions.Options
}

// secretKey is the one value of a session: the store.Secret behind its id.
const secretKey = "secret"

func newSessionStore(db *store.DB, secure bool) *sessionStore {
	name := "aicmo_session"
	if secure {
		name = "__Host-" + name
	}
	return &sessionStore{db, name, sessions.Options{Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}}
}

// Get implements sessions.Store: one session per request.
func (st *sessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(st, name)
}

// New implements sessions.Store. A cookie that is not one of ours is a new, empty session.
func (st *sessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(st, name)
	options := st.options
	session.Options = &options
	session.IsNew = true
	if cookie, err := r.Cookie(name); err == nil {
		if secret, ok := store.ParseSecret(cookie.Value); ok {
			session.ID, session.IsNew = cookie.Value, false
			session.Values[secretKey] = secret
		}
	}
	return session, nil
}

// Save implements sessions.Store: it sends the cookie, or with MaxAge < 0 ends the session and takes the cookie back.
func (st *sessionStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	secret, ok := session.Values[secretKey].(store.Secret)
	if session.Options.MaxAge < 0 {
		http.SetCookie(w, sessions.NewCookie(session.Name(), "", session.Options))
		if !ok {
			return nil
		}
		return st.db.CloseSession(r.Context(), secret)
	}
	if !ok {
		return errors.New("web: a session without a secret cannot be saved")
	}
	session.ID = secret.Encode()
	http.SetCookie(w, sessions.NewCookie(session.Name(), session.ID, session.Options))
	return nil
}

// secret is the request's session secret; ok is false without a cookie of ours.
func (st *sessionStore) secret(r *http.Request) (store.Secret, bool) {
	session, err := st.Get(r, st.name)
	if err != nil {
		return store.Secret{}, false
	}
	secret, ok := session.Values[secretKey].(store.Secret)
	return secret, ok
}

// start gives the browser the session that was just opened. The one it came with is ended: an id from before sign-in
// never becomes a signed-in one.
func (st *sessionStore) start(r *http.Request, w http.ResponseWriter, secret store.Secret) error {
	if old, ok := st.secret(r); ok {
		if err := st.db.CloseSession(r.Context(), old); err != nil {
			return err
		}
	}
	session, err := st.Get(r, st.name)
	if err != nil {
		return err
	}
	session.Values[secretKey] = secret
	return session.Save(r, w)
}

// end signs out.
func (st *sessionStore) end(r *http.Request, w http.ResponseWriter) error {
	session, err := st.Get(r, st.name)
	if err != nil {
		return err
	}
	session.Options.MaxAge = -1
	return session.Save(r, w)
}
