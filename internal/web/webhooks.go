package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
)

// formerSecret is for how long a rotated secret still signs.
const formerSecret = 24 * time.Hour

// deliveriesAPage is how many messages a page of an endpoint's log shows.
const deliveriesAPage = 25

// webhookRoutes are the endpoints of a tenant's own systems and what was sent to them.
func (s *Server) webhookRoutes() []Route {
	return []Route{
		{get, "/t/:tenant/webhooks", cmo.RightManage, scoped(s.webhookList)},
		{post, "/t/:tenant/webhooks", cmo.RightManage, scoped(s.webhookAdd)},
		{get, "/t/:tenant/webhooks/:id", cmo.RightManage, scoped(s.webhookPage)},
		{post, "/t/:tenant/webhooks/:id", cmo.RightManage, scoped(s.webhookSave)},
		{post, "/t/:tenant/webhooks/:id/switch", cmo.RightManage, scoped(s.webhookSwitch)},
		{post, "/t/:tenant/webhooks/:id/rotate", cmo.RightManage, scoped(s.webhookRotate)},
		{post, "/t/:tenant/webhooks/:id/test", cmo.RightManage, scoped(s.webhookTest)},
		{get, "/t/:tenant/webhooks/:id/deliveries/:delivery", cmo.RightManage, scoped(s.deliveryPage)},
		{post, "/t/:tenant/webhooks/:id/deliveries/:delivery/resend", cmo.RightManage, scoped(s.deliveryResend)},
		{post, "/t/:tenant/webhooks/:id/delete", cmo.RightManage, scoped(s.webhookDelete)},
	}
}

// hookState is what the page of one endpoint shows beside what is stored.
type hookState struct {
	status int
	typed  *cmo.NewWebhook // what a refused form said
	wrong  map[string]string
	made   string // a new secret
}

func webhookCrumbs(slug string, more ...layout.Crumb) []layout.Crumb {
	return append([]layout.Crumb{{Label: "Settings", Href: paths.Settings(slug)}}, more...)
}

func (s *Server) webhookList(c echo.Context, sc store.Scope) error {
	typed := cmo.NewWebhook{}
	for _, e := range cmo.EventTypes {
		typed.Events = append(typed.Events, e.Type)
	}
	return s.showWebhooks(c, sc, http.StatusOK, typed, nil)
}

func (s *Server) showWebhooks(c echo.Context, sc store.Scope, status int, typed cmo.NewWebhook, wrong map[string]string) error {
	var hooks *store.Rows[cmo.Webhook]
	var nav navReads
	err := sc.Read(c.Request().Context(), func(r *store.Reader) error { hooks, nav = r.Webhooks(), readNav(r); return nil })
	if err != nil {
		return err
	}
	return s.render(c, status, page{
		shell: s.shell(c, place{title: "Webhooks", section: "Settings", counts: nav.counts(), parent: webhookCrumbs(sc.Tenant().Slug)}),
		body:  pages.Webhooks(pages.NewWebhooksView(sc.Tenant(), hooks.List(), typed, wrong, len(s.hookKey) > 0, s.now())),
	})
}

// webhookForm reads what a form says of an endpoint.
func webhookForm(c echo.Context) cmo.NewWebhook {
	typed := cmo.NewWebhook{URL: strings.TrimSpace(c.FormValue("url")), Description: strings.TrimSpace(c.FormValue("description"))}
	for _, e := range c.Request().PostForm["events"] {
		if !slices.Contains(typed.Events, cmo.EventType(e)) {
			typed.Events = append(typed.Events, cmo.EventType(e))
		}
	}
	return typed
}

// webhookAdd adds an endpoint and shows its secret, this once.
func (s *Server) webhookAdd(c echo.Context, sc store.Scope) error {
	typed := webhookForm(c)
	if wrong := typed.Check(); len(wrong) > 0 {
		return s.showWebhooks(c, sc, http.StatusUnprocessableEntity, typed, wrong)
	}
	var id uuid.UUID
	var secret store.WebhookSecret
	err := sc.Write(c.Request().Context(), func(w *store.Writer) (err error) { id, secret, err = w.AddWebhook(typed, s.hookKey); return err })
	if kind := cmo.KindOf(err); kind == cmo.Conflict {
		return s.showWebhooks(c, sc, http.StatusUnprocessableEntity, typed, map[string]string{"url": err.Error()})
	}
	if err != nil {
		return err
	}
	return s.showWebhook(c, sc, id, hookState{status: http.StatusOK, made: secret.Encode()})
}

func (s *Server) webhookPage(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	return s.showWebhook(c, sc, id, hookState{status: http.StatusOK})
}

func (s *Server) showWebhook(c echo.Context, sc store.Scope, id uuid.UUID, st hookState) error {
	state, err := oneOf(c, "state", pages.DeliveryStates)
	if err != nil {
		return err
	}
	after, err := store.ParseRunCursor(c.QueryParam("after"))
	if err != nil {
		return err
	}
	var hook *store.One[cmo.Webhook]
	var list *store.Rows[cmo.WebhookDelivery]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		hook, list, nav = r.Webhook(id), r.Deliveries(id, state, after, deliveriesAPage), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	log := pages.DeliveryLog{State: state, List: list.List(), First: after == nil}
	if len(log.List) > deliveriesAPage {
		log.List = log.List[:deliveriesAPage]
		last := log.List[deliveriesAPage-1]
		log.Next = store.RunCursor{At: last.CreatedAt, ID: last.ID}.Encode()
	}
	slug := sc.Tenant().Slug
	return s.render(c, st.status, page{
		shell: s.shell(c, place{title: "Webhook", section: "Settings", counts: nav.counts(), parent: webhookCrumbs(slug, layout.Crumb{Label: "Webhooks", Href: paths.Webhooks(slug)})}),
		body:  pages.Webhook(pages.NewWebhookView(sc.Tenant(), hook.Value(), log, st.typed, st.wrong, st.made, s.now())),
	})
}

func (s *Server) webhookSave(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	typed := webhookForm(c)
	if wrong := typed.Check(); len(wrong) > 0 {
		return s.showWebhook(c, sc, id, hookState{status: http.StatusUnprocessableEntity, typed: &typed, wrong: wrong})
	}
	return s.changeWebhook(c, sc, "webhook-saved", func(w *store.Writer) error { return w.SaveWebhook(id, typed) })
}

// changeWebhook writes and leads back to the endpoint's page.
func (s *Server) changeWebhook(c echo.Context, sc store.Scope, done string, change func(w *store.Writer) error) error {
	if err := sc.Write(c.Request().Context(), change); err != nil {
		return err
	}
	return redirect(c, withDone(paths.Webhook(sc.Tenant().Slug, c.Param("id")), done))
}

func (s *Server) webhookSwitch(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	on := c.FormValue("on")
	if on != "true" && on != "false" {
		return cmo.Errorf(cmo.Invalid, "Choose whether it is on.")
	}
	return s.changeWebhook(c, sc, map[string]string{"true": "webhook-on", "false": "webhook-off"}[on], func(w *store.Writer) error { return w.SwitchWebhook(id, on == "true") })
}

// webhookRotate makes a new secret and shows it, this once.
func (s *Server) webhookRotate(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var secret store.WebhookSecret
	err = sc.Write(c.Request().Context(), func(w *store.Writer) (err error) {
		secret, err = w.RotateWebhookSecret(id, s.hookKey, formerSecret)
		return err
	})
	if err != nil {
		return err
	}
	return s.showWebhook(c, sc, id, hookState{status: http.StatusOK, made: secret.Encode()})
}

func (s *Server) webhookDelete(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.DeleteWebhook(id) }); err != nil {
		return err
	}
	return redirect(c, withDone(paths.Webhooks(sc.Tenant().Slug), "webhook-deleted"))
}

func (s *Server) webhookTest(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	var delivery uuid.UUID
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) (err error) { delivery, err = w.TestWebhook(id); return err }); err != nil {
		return err
	}
	return redirect(c, withDone(paths.Delivery(sc.Tenant().Slug, id.String(), delivery.String()), "webhook-tested"))
}

// deliveryIDs are the endpoint and the message of a path.
func deliveryIDs(c echo.Context) (endpoint, delivery uuid.UUID, err error) {
	if endpoint, err = idParam(c); err == nil {
		delivery, err = parseID(c.Param("delivery"))
	}
	return endpoint, delivery, err
}

func (s *Server) deliveryPage(c echo.Context, sc store.Scope) error {
	endpoint, id, err := deliveryIDs(c)
	if err != nil {
		return err
	}
	var hook *store.One[cmo.Webhook]
	var delivery *store.One[cmo.WebhookDelivery]
	var payload *store.One[cmo.WebhookPayload]
	var tries *store.Rows[cmo.WebhookAttempt]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		hook, delivery, payload, tries, nav = r.Webhook(endpoint), r.Delivery(endpoint, id), r.DeliveryPayload(endpoint, id), r.Attempts(id), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	slug := sc.Tenant().Slug
	crumbs := webhookCrumbs(slug, layout.Crumb{Label: "Webhooks", Href: paths.Webhooks(slug)}, layout.Crumb{Label: hostOf(hook.Value().URL), Href: paths.Webhook(slug, endpoint.String())})
	return s.render(c, http.StatusOK, page{
		shell: s.shell(c, place{title: "Delivery", section: "Settings", counts: nav.counts(), parent: crumbs}),
		body:  pages.Delivery(pages.NewDeliveryView(sc.Tenant(), hook.Value(), delivery.Value(), payload.Value().Body, tries.List(), s.now())),
	})
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "Webhook"
	}
	return u.Host
}

func (s *Server) deliveryResend(c echo.Context, sc store.Scope) error {
	endpoint, id, err := deliveryIDs(c)
	if err != nil {
		return err
	}
	if err := sc.Write(c.Request().Context(), func(w *store.Writer) error { return w.ResendWebhook(endpoint, id) }); err != nil {
		return err
	}
	return redirect(c, withDone(paths.Delivery(sc.Tenant().Slug, endpoint.String(), id.String()), "webhook-resent"))
}
