package store

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// KeptCall is a program's call under an idempotency key. A call that went well before has its answer.
type KeptCall struct {
	ID      uuid.UUID
	Done    bool
	Status  int
	Headers map[string]string
	Answer  string
}

// ErrOtherCall means that an idempotency key was used for another call.
var ErrOtherCall = cmo.Errorf(cmo.Invalid, "This Idempotency-Key was used for another call. Use a new key for each thing to do; send the same again to repeat one.")

// StartCall takes an idempotency key of the token for a day. Calls with the same key pass one by one: the second waits for
// the first, and gets its answer if that went well. hash is of all that makes the call.
func (w *Writer) StartCall(key, hash string) (KeptCall, error) {
	if len(key) > 200 {
		return KeptCall{}, cmo.Errorf(cmo.Invalid, "An Idempotency-Key has at most 200 characters.")
	}
	id := newID()
	taken, err := many[struct{ ID uuid.UUID }](w.Reader, `
		INSERT INTO api_calls AS c (tenant_id, id, token_id, key, body_hash) VALUES (@tenant, @id, @token, @key, @hash)
		ON CONFLICT ON CONSTRAINT api_calls_key DO UPDATE SET body_hash = EXCLUDED.body_hash, answer_status = NULL, headers = '{}', answer = '', called_at = now()
		WHERE c.called_at < now() - interval '1 day' RETURNING c.id`, pgx.NamedArgs{"id": id, "token": w.scope.token.ID, "key": key, "hash": hash}).Get()
	if err != nil {
		return KeptCall{}, err
	}
	if len(taken) > 0 {
		return KeptCall{ID: taken[0].ID}, nil
	}
	kept, err := one[struct {
		KeptCall
		Same bool
	}](w.Reader, `
		SELECT c.id, c.answer_status IS NOT NULL AS done, coalesce(c.answer_status, 0) AS status, c.headers, c.answer, c.body_hash = @hash AS same
		FROM api_calls c WHERE c.tenant_id = @tenant AND c.token_id = @token AND c.key = @key`, pgx.NamedArgs{"token": w.scope.token.ID, "key": key, "hash": hash}).Get()
	switch {
	case err != nil:
		return KeptCall{}, err
	case !kept.Same:
		return KeptCall{}, ErrOtherCall
	}
	return kept.KeptCall, nil
}

// EndCall keeps the answer of a call, in the transaction that did what it says.
func (w *Writer) EndCall(c KeptCall) error {
	if c.Headers == nil {
		c.Headers = map[string]string{}
	}
	return w.exec(`UPDATE api_calls c SET answer_status = @status, headers = @headers, answer = @answer WHERE c.tenant_id = @tenant AND c.id = @id`,
		pgx.NamedArgs{"id": c.ID, "status": c.Status, "headers": c.Headers, "answer": c.Answer})
}
