package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// SupportRight is held by who is support in any tenant. The pages reach only those tenants.
const SupportRight cmo.Right = "support"

func (s *Server) supportRoutes() []Route {
	return []Route{
		{get, paths.SupportRuns, SupportRight, personal(s.supportRuns)},
		{post, "/support/:tenant/runs/:id/bundle", SupportRight, personal(s.supportBundle)},
	}
}

func supports(m []cmo.Membership) []cmo.Membership {
	return slices.DeleteFunc(slices.Clone(m), func(m cmo.Membership) bool { return m.Role != cmo.RoleSupport })
}

// supportAsk reads filter and page; the filters are the run log's.
func (s *Server) supportAsk(c echo.Context) (q pages.SupportQuery, page store.RunPage, err error) {
	if q.Period, err = oneOf(c, "period", []string{"24h", "7d", "30d"}); err != nil {
		return q, page, err
	}
	q.Period = cmp.Or(q.Period, pages.PeriodDefault)
	if q.Status, err = oneOf(c, "status", append(slices.Clone(cmo.RunStatuses), cmo.RunInvalid)); err != nil {
		return q, page, err
	}
	_, modes := agentKeys()
	if q.Mode, err = oneOf(c, "mode", modes); err != nil {
		return q, page, err
	}
	if q.Text, err = textParam(c); err != nil {
		return q, page, err
	}
	q.After = c.QueryParam("after")
	page.Limit = runRows
	page.After, err = store.ParseRunCursor(q.After)
	return q, page, err
}

// supportRuns merges the logs of the tenants in which the person is support: a page of each, read through its own scope,
// and of them together the newest. Texts are masked, as in each tenant's own log.
func (s *Server) supportRuns(c echo.Context, v visitor) error {
	ctx := c.Request().Context()
	mine := supports(v.Memberships)
	if len(mine) == 0 {
		return cmo.ErrNotFound
	}
	q, at, err := s.supportAsk(c)
	if err != nil {
		return err
	}
	filter := cmo.RunFilter{Mode: q.Mode, Text: q.Text, Masked: true, Since: s.now().Add(-cmo.RunPeriods[q.Period])}
	if q.Status != "" {
		filter.Statuses = []string{q.Status}
	}
	var list []pages.SupportRun
	for _, m := range mine {
		sc, _, err := s.db.Enter(ctx, v.session, m.Slug)
		if cmo.KindOf(err) == cmo.NotFound || err == nil && (sc.Tenant().Role != cmo.RoleSupport || !sc.Tenant().Has(cmo.ModuleCMO)) {
			continue // not any more
		}
		if err != nil {
			return err
		}
		var runs *store.Rows[cmo.Run]
		if err := sc.Read(ctx, func(r *store.Reader) error { runs = r.Runs(filter, at); return nil }); err != nil {
			return err
		}
		for _, r := range runs.List() {
			list = append(list, pages.SupportRun{Tenant: sc.Tenant(), Run: r})
		}
	}
	slices.SortFunc(list, func(a, b pages.SupportRun) int {
		return cmp.Or(b.Run.CreatedAt.Compare(a.Run.CreatedAt), cmp.Compare(b.Run.ID.String(), a.Run.ID.String()))
	})
	next := ""
	if len(list) > runRows {
		list = list[:runRows]
		next = store.RunCursor{At: list[runRows-1].Run.CreatedAt, ID: list[runRows-1].Run.ID}.Encode()
	}
	sh := s.shell(c, place{title: "Runs, all tenants", section: "Runs, all tenants", parent: []layout.Crumb{{Label: "Support", Href: paths.SupportRuns}}})
	sh.Crumbs = []layout.Crumb{{Label: "Support", Href: paths.SupportRuns}, {Label: "Runs, all tenants"}}
	return s.render(c, http.StatusOK, page{shell: sh, body: pages.SupportRuns(pages.NewSupportView(q, list, next, len(mine), s.now()))})
}

// supportBundle answers with all that a run keeps, masked and with its hash, and records that it was taken out.
func (s *Server) supportBundle(c echo.Context, v visitor) error {
	ctx := c.Request().Context()
	id, err := idParam(c)
	if err != nil {
		return err
	}
	sc, _, err := s.db.Enter(ctx, v.session, c.Param("tenant"))
	if err != nil {
		return err
	}
	if sc.Tenant().Role != cmo.RoleSupport || !sc.Tenant().Has(cmo.ModuleCMO) {
		return cmo.ErrNotFound
	}
	var body []byte
	var no int64
	err = sc.Write(ctx, func(w *store.Writer) error {
		run, err := w.Run(id).Get()
		if err != nil {
			return err
		}
		steps, sources, made := w.RunSteps(id), w.RunSources(id), w.RunMade(id)
		sets := w.RunChangeSets(id)
		if _, err := sets.Get(); err != nil {
			return err
		}
		raw, err := json.Marshal(map[string]any{"tenant": sc.Tenant().Slug, "run": run, "steps": steps.List(), "built_from": sources.List(), "made": made.List(), "change_sets": sets.List(), "taken_at": s.now().UTC()})
		if err != nil {
			return err
		}
		masked, hidden := cmo.MaskJSON(raw)
		sum := sha256.Sum256(masked)
		hash := hex.EncodeToString(sum[:])
		no = run.No
		body, err = json.MarshalIndent(map[string]any{"sha256_of_bundle": hash, "masked_values": hidden, "bundle": masked}, "", "  ")
		if err != nil {
			return err
		}
		return w.NoteExport("support bundle of run "+strconv.FormatInt(no, 10), 1, map[string]string{"run_id": id.String(), "sha256": hash})
	})
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="run-`+sc.Tenant().Slug+`-`+strconv.FormatInt(no, 10)+`.json"`)
	return c.Blob(http.StatusOK, "application/json; charset=utf-8", body)
}
