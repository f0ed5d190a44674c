package web

import (
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
