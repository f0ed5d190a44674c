package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

const (
	// bulkFirst is how many campaigns an act on many looks at before it answers: a small one has ended when its page opens.
	bulkFirst = 25
	// bulkTime is how long that may take: under the server's own limit for an answer.
	bulkTime = 20 * time.Second
)

// background is work that goes on behind an answer. It ends between two of its steps when the server stops.
type background struct {
	ctx  context.Context
	stop context.CancelFunc
	wait sync.WaitGroup
}

func newBackground() *background {
	b := &background{}
	b.ctx, b.stop = context.WithCancel(context.Background())
	return b
}

// Wait returns when what goes on behind the answers has ended.
func (s *Server) Wait() { s.work.wait.Wait() }

// bulkJob is an act on many as the one who works on it holds it.
type bulkJob struct {
	sc   store.Scope
	id   uuid.UUID
	rule cmo.BulkRule
	note string
	log  string // id of the request that began it
}

// bulkDo begins an act on many.
func (s *Server) bulkDo(c echo.Context, sc store.Scope, ask bulkAsk) error {
	id, err := parseID(c.FormValue("bulk"))
	if err != nil {
		return cmo.Errorf(cmo.Invalid, "This form is damaged. Open it again.")
	}
	first, changed := false, false
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		begun, err := w.BulkStarted(id).Get()
		if err != nil || len(begun) > 0 {
			return err
		}
		ids, err := ask.take(w)
		if err != nil {
			return err
		}
		if changed = ask.all && len(ids) != ask.will; changed {
			return nil
		}
		first, err = w.StartBulk(id, ask.rule, ask.note, ids)
		return err
	})
	if err != nil {
		return err
	}
	if changed {
		return s.bulkQuestion(c, sc, ask, nil)
	}
	if first {
		s.bulkWork(c.Request().Context(), bulkJob{sc, id, ask.rule, ask.note, requestIDOf(c)})
	}
	return redirect(c, bulkTarget(sc, id, ask.query))
}

// take are the campaigns that an act begins with: those that were named, those that another act changed, or those of all that
// match which can take it now.
func (a bulkAsk) take(w *store.Writer) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	switch {
	case a.of.Valid:
		items, err := w.BulkChanged(a.of.UUID).Get()
		for _, i := range items {
			ids = append(ids, i.CampaignID)
		}
		return ids, err
	case !a.all:
		return a.ids, nil
	}
	found, err := a.find(w.Reader).Get()
	for _, c := range found[:min(len(found), cmo.BulkLimit)] {
		if a.rule.Before(c) == "" {
			ids = append(ids, c.ID)
		}
	}
	return ids, err
}

// campaignBulkContinue takes up an act on many that was interrupted, by the one who began it. One that is at work takes no harm.
func (s *Server) campaignBulkContinue(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var found *store.One[cmo.BulkAction]
	if err := sc.Read(c.Request().Context(), func(r *store.Reader) error { found = r.BulkAction(id); return nil }); err != nil {
		return err
	}
	act := found.Value()
	rule, _ := act.Act.Rule()
	rule.Tag = act.Tag
	switch {
	case !act.Mine:
		return cmo.Errorf(cmo.Invalid, "Only %s, who began it, can go on with it.", act.Actor)
	case !sc.Tenant().Role.Can(rule.Right):
		return cmo.Errorf(cmo.Forbidden, "Your role in %s, %s, does not include “%s”.", sc.Tenant().Name, sc.Tenant().Role, rule.Verb)
	}
	if act.FinishedAt == nil {
		s.bulkWork(c.Request().Context(), bulkJob{sc, id, rule, act.Note, requestIDOf(c)})
	}
	return redirect(c, bulkTarget(sc, id, c.FormValue("list")))
}

func bulkTarget(sc store.Scope, id uuid.UUID, list string) string {
	target := paths.CampaignBulkDone(sc.Tenant().Slug, id.String())
	if list != "" {
		target = paths.With(target, url.Values{"list": {list}})
	}
	return target
}

// bulkWork looks at the first campaigns at once and at the others behind the answer. A closed tab does not stop it half way;
// a session that ends does, at the next campaign.
func (s *Server) bulkWork(ctx context.Context, j bulkJob) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), bulkTime)
	defer cancel()
	for range bulkFirst {
		if !s.bulkStep(ctx, j) {
			return
		}
	}
	s.work.wait.Go(func() {
		for s.work.ctx.Err() == nil && s.bulkStep(context.WithoutCancel(ctx), j) {
		}
	})
}

// bulkStep acts on the next campaign in a transaction of its own, so that one that cannot does not keep the others from it,
// and reports whether to go on.
func (s *Server) bulkStep(ctx context.Context, j bulkJob) bool {
	var item *cmo.BulkItem
	err := j.sc.Write(ctx, func(w *store.Writer) error {
		next, err := w.NextBulkItem(j.id).Get()
		if err != nil || len(next) == 0 {
			return err
		}
		item = &next[0]
		return w.TakeBulk(j.rule, *item, j.note)
	})
	switch {
	case item == nil && err == nil:
		err = j.sc.Write(ctx, func(w *store.Writer) error { return w.FinishBulk(j.id) })
		if err == nil {
			return false
		}
	case err == nil:
		return true
	case item != nil:
		failed := err
		if cmo.KindOf(failed) == cmo.Internal {
			s.log.ErrorContext(ctx, "bulk act failed", ctxRequestID, j.log, "campaign", item.CampaignID, "error", failed)
		}
		err = j.sc.Write(ctx, func(w *store.Writer) error { return w.EndBulkItem(item.ID, item.Name, 0, bulkProblem(failed)) })
	}
	if err != nil {
		s.log.WarnContext(ctx, "bulk act interrupted", ctxRequestID, j.log, "bulk", j.id, "error", err)
	}
	return err == nil
}

// bulkProblem is an error in words for the list of outcomes.
func bulkProblem(err error) string {
	if e, ok := err.(*cmo.Error); ok && e.Kind != cmo.Internal { //nolint:errorlint // the store gives them bare
		return e.Msg
	}
	return "Something went wrong on our side. Nothing was changed on it."
}

// campaignBulkDone lists what became of each campaign, and shows how far an act has come that is still at work.
func (s *Server) campaignBulkDone(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var act *store.One[cmo.BulkAction]
	var items *store.Rows[cmo.BulkItem]
	var counts *store.One[cmo.BulkCounts]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		act, items, counts, nav = r.BulkAction(id), r.BulkItems(id, pages.BulkListed), r.BulkCounts(id), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	list, err := campaignRequest(asQuery(c, &url.URL{RawQuery: c.QueryParam("list")}), sc)
	if err != nil {
		return err
	}
	view := pages.NewBulkDoneView(sc.Tenant(), pages.BulkResult{Act: act.Value(), Items: items.List(), Counts: counts.Value(), List: list.query.List(), Query: list.query.Kept().Encode(),
		Self: c.Request().URL.RequestURI(), Next: uuid.Must(uuid.NewV7()).String()}, s.now())
	body := pages.BulkDone(view)
	return s.render(c, http.StatusOK, page{shell: s.bulkShell(c, sc, view.Title, nav), body: body, parts: map[string]templ.Component{pages.BulkDoneID: body}})
}

// campaignBulkOutcomes sends what became of each campaign as a file.
func (s *Server) campaignBulkOutcomes(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var act *store.One[cmo.BulkAction]
	var items *store.Rows[cmo.BulkItem]
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		act, items = r.BulkAction(id), r.BulkItems(id, cmo.BulkLimit)
		return nil
	})
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := cmo.WriteOutcomes(&file, items.List()); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+string(act.Value().Act)+`-outcomes.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", file.Bytes())
}
