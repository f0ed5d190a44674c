package web

import (
	"bytes"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// auditExport answers with what the tenant's log is narrowed to and records that it was taken out.
func (s *Server) auditExport(c echo.Context, sc store.Scope) error {
	x, err := readAuditExport(c)
	if err != nil {
		return err
	}
	q, err := s.auditQuery(x.form, sc.Tenant().Zone)
	if err != nil {
		return err
	}
	q.Limit = cmo.AuditExportLimit + 1
	var entries []cmo.AuditEntry
	err = sc.Write(c.Request().Context(), func(w *store.Writer) (err error) {
		if entries, err = w.AuditLog(q).Get(); err != nil {
			return err
		}
		if err := auditWhole(entries); err != nil {
			return err
		}
		return w.NoteExport("audit log", len(entries), x.filter())
	})
	if err != nil {
		return err
	}
	return s.sendAudit(c, x, sc.Tenant().Slug, entries)
}

// platformAuditExport does so for the log over all tenants, which has no values.
func (s *Server) platformAuditExport(c echo.Context, p store.Platform) error {
	x, err := readAuditExport(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	tenants, err := p.Tenants(ctx, store.TenantQuery{Limit: 1000})
	if err != nil {
		return err
	}
	q, err := s.platformAuditQuery(x.form, tenants)
	if err != nil {
		return err
	}
	q.Limit = cmo.AuditExportLimit + 1
	entries, err := p.ExportAudit(ctx, q, x.filter(), auditWhole)
	if err != nil {
		return err
	}
	return s.sendAudit(c, x, "platform", entries)
}

// auditForm is what an export asks for.
type auditForm struct {
	form   url.Values
	format string
}

func readAuditExport(c echo.Context) (auditForm, error) {
	form, err := c.FormParams()
	if err != nil {
		return auditForm{}, formError(err)
	}
	form.Del("after")
	x := auditForm{form, form.Get("format")}
	if x.format == "" {
		x.format = "csv"
	}
	if x.format != "csv" && x.format != "json" {
		return x, cmo.Errorf(cmo.Invalid, "Choose CSV or JSON.")
	}
	return x, nil
}

// filter is what the record of an export says it was narrowed to.
func (x auditForm) filter() map[string]string {
	out := map[string]string{"format": x.format}
	for _, name := range []string{"event", "actor", "tenant", "record", "from", "to"} {
		if value := x.form.Get(name); value != "" {
			out[name] = value
		}
	}
	return out
}

// auditWhole refuses more than one export holds: a file that lacks the oldest entries would pass for all of them.
func auditWhole(list []cmo.AuditEntry) error {
	if len(list) > cmo.AuditExportLimit {
		return cmo.Errorf(cmo.Invalid, "More than 10,000 entries match. Choose fewer days, or one kind of event, and export in parts.")
	}
	return nil
}

func (s *Server) sendAudit(c echo.Context, x auditForm, of string, entries []cmo.AuditEntry) error {
	var file bytes.Buffer
	kind, err := "text/csv; charset=utf-8", error(nil)
	if x.format == "csv" {
		err = cmo.WriteAuditCSV(&file, entries)
	} else {
		kind = "application/json; charset=utf-8"
		err = cmo.WriteAuditJSON(&file, cmo.AuditExport{Tenant: of, Filter: x.filter(), ExportedAt: s.now().UTC()}, entries)
	}
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="audit-`+of+"."+x.format+`"`)
	return c.Blob(http.StatusOK, kind, file.Bytes())
}
