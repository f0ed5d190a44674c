package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/layout"
)

// page is what a handler renders: a whole page, and the parts of it that htmx may ask for by their element's id.
type page struct {
	shell layout.Shell
	body  templ.Component
	parts map[string]templ.Component
	bare  bool // sign-in pages and errors before it
}

// render alone decides between page and part.
func (s *Server) render(c echo.Context, status int, p page) error {
	component := layout.App(p.shell, p.body)
	if p.bare {
		component = layout.Auth(p.shell, p.body)
	}
	if part, ok := p.parts[targetID(c)]; ok && isPartial(c) {
		component = part
	}
	return s.write(c, status, component)
}

// write buffers before it sends, so that a failing component is a clean error and never half a page.
func (s *Server) write(c echo.Context, status int, component templ.Component) error {
	c.Response().Header().Set("Vary", "HX-Request-Type, HX-Target")
	var buf bytes.Buffer
	if err := component.Render(c.Request().Context(), &buf); err != nil {
		return err
	}
	return c.HTMLBlob(status, buf.Bytes())
}

// isPartial reports that htmx will put the answer into an element. Boosted links and history restores want the page.
func isPartial(c echo.Context) bool {
	return c.Request().Header.Get("HX-Request-Type") == "partial"
}

// targetID is the id of the element that htmx will put the answer into; the header reads tag#id.
func targetID(c echo.Context) string {
	_, id, _ := strings.Cut(c.Request().Header.Get("HX-Target"), "#")
	return id
}

// redirect is 303, or for any htmx request the header that makes it load the page: fetch would follow a 303 silently.
func redirect(c echo.Context, target string) error {
	if c.Request().Header.Get("HX-Request") != "" {
		c.Response().Header().Set("HX-Redirect", target)
		return c.NoContent(http.StatusOK)
	}
	return c.Redirect(http.StatusSeeOther, target)
}

// localPath is target if it leads to a page of this site, else the root: no open redirect. The decoded path counts, since
// whoever adds to the address writes it anew: "/%2fhost" must not become "//host".
func localPath(target string) string {
	u, err := url.Parse(target)
	if err != nil || !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsAny(target+u.Path, "\\\r\n\t") || strings.HasPrefix(target, paths.Login) || strings.HasPrefix(target, paths.Logout) || len(target) > 2000 {
		return paths.Root
	}
	return target
}
