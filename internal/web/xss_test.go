package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// shapes are the elements of a page and their attributes: what a text that was taken as markup adds to.
func shapes(t *testing.T, body string) map[string]bool {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		found[n.Data] = true
		for _, a := range n.Attr {
			found[n.Data+" "+a.Key] = true
		}
	}
	return found
}

// reading is what Markdown may become in the preview of a wording.
var reading = regexp.MustCompile(`^(p|br|em|strong|ul|ol|li|pre|code|blockquote|hr|del|h[1-6]|table|thead|tbody|tr|th|td)$`)

// alive tells what of a page is more than text: elements and attributes that the same pages do not have without
// payloads, handlers, and addresses that a browser would run.
func alive(t *testing.T, body string, known map[string]bool) (out []string) {
	t.Helper()
	for s := range shapes(t, body) {
		if !known[s] && !reading.MatchString(s) {
			out = append(out, "new: "+s)
		}
	}
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" && n.FirstChild != nil {
			out = append(out, "script: "+n.FirstChild.Data)
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.Map(func(r rune) rune {
				if r <= ' ' {
					return -1
				}
				return r
			}, a.Val))
			runs := strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "vbscript:")
			address := slices.Contains([]string{"href", "src", "action", "formaction", "data", "srcdoc", "xlink:href", "poster"}, a.Key)
			if strings.HasPrefix(a.Key, "on") || runs && address || strings.HasPrefix(a.Key, "hx-") && strings.Contains(value, "p7331") && !strings.Contains(value, "%") {
				out = append(out, n.Data+" "+a.Key+"="+a.Val)
			}
		}
	}
	return out
}

// controls are what a form on a page sends as it stands.
func controls(t *testing.T, body, id string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, key string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val, true
			}
		}
		return "", false
	}
	sent := url.Values{}
	var form *html.Node
	for n := range root.Descendants() {
		if v, _ := attr(n, "id"); v == id {
			form = n
		}
	}
	if form == nil {
		t.Fatalf("no form %s", id)
	}
	for n := range form.Descendants() {
		name, _ := attr(n, "name")
		if name == "" {
			continue
		}
		value, _ := attr(n, "value")
		kind, _ := attr(n, "type")
		_, checked := attr(n, "checked")
		switch {
		case n.Data == "textarea":
			if n.FirstChild != nil {
				value = n.FirstChild.Data
			}
		case n.Data == "select":
			for o := range n.Descendants() {
				if _, on := attr(o, "selected"); on {
					value, _ = attr(o, "value")
				}
			}
		case n.Data != "input" || (kind == "checkbox" || kind == "radio") && !checked:
			continue
		}
		sent.Add(name, value)
	}
	return sent
}

// fillTexts puts a text into every control of a record's form that takes free text: short into names, long into the rest.
func fillTexts(form url.Values, fields []cmo.Field, prefix, short, long string) {
	for _, f := range fields {
		name := prefix + f.Column
		switch f.Type {
		case cmo.FieldText, cmo.FieldLong:
			text := short
			if f.Type == cmo.FieldLong {
				text = long
			}
			if f.Max == 3 { // a currency
				continue
			}
			form[name] = slices.Repeat([]string{text}, max(1, len(form[name])))
		case cmo.FieldList:
			if f.Tags {
				form[name] = []string{tagsOf(long)}
			} else if f.Ref == "" {
				form[name] = slices.Repeat([]string{long}, max(1, len(form[name])))
			}
		case cmo.FieldGroup, cmo.FieldRows:
			fillTexts(form, f.Parts, name+".", short, long)
		}
	}
}

// tagsOf cuts a text into as many tags as a record may have.
func tagsOf(text string) string {
	var tags []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' }) {
		tag := []rune(strings.TrimSpace(part))
		if len(tag) > 0 && len(tags) < cmo.MaxTags {
			tags = append(tags, string(tag[:min(len(tag), cmo.MaxTagLen)]))
		}
	}
	return strings.Join(tags, "\n")
}

// names are the payloads in groups that fit into a name.
func groupsOf(limit int) (groups []string) {
	now := ""
	for _, p := range payloads {
		if len([]rune(now+" "+p)) > limit {
			groups, now = append(groups, now), ""
		}
		now = strings.TrimSpace(now + " " + p)
	}
	return append(groups, now)
}

// plant saves a text in every text field of every kind of record, and in comments.
func (s *site) plant(b *browser, short, long string) {
	s.t.Helper()
	for _, typ := range cmo.RecordTypes {
		base := "/t/" + s.A.Slug + "/" + typ.Collection + "/" + s.A.RowID(string(typ.Kind)).String()
		form := controls(s.t, b.get(base+"/edit").body, "record-form")
		fillTexts(form, typ.Fields, "", short, long)
		for _, colour := range []string{"primary", "secondary", "accent"} { // a colour is no free text
			form.Set("brand_colors."+colour, "#1d4d3a")
		}
		if a := b.post(base+"/edit", form); a.status != http.StatusSeeOther {
			s.t.Fatalf("%s: %d: %s", typ.Kind, a.status, regexp.MustCompile(`(?s)class="err".*?</p>`).FindString(a.body))
		}
		if a := b.post(base+"/comments", url.Values{"comment": {uuid.NewString()}, "body": {long}}); a.status != http.StatusSeeOther {
			s.t.Fatalf("comment on %s: %d", typ.Kind, a.status)
		}
	}
}

// look opens every page of the tenant, and a search for the text.
func (s *site) look(b *browser, text string, each func(path, body string)) {
	s.t.Helper()
	for _, r := range s.server.Routes() {
		if r.Method != http.MethodGet || !strings.HasPrefix(r.Path, "/t/:tenant") || strings.HasSuffix(r.Path, "/events") {
			continue
		}
		path := s.fill(r.Path, s.A.Slug, s.rows(s.A))
		if a := b.get(path); strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			each(path, a.body)
		}
	}
	for _, path := range []string{"/search?q=", "/campaigns?q=", "/content?q=", "/runs?q="} {
		path = "/t/" + s.A.Slug + path + url.QueryEscape(string([]rune(text)[:min(200, len([]rune(text)))]))
		each(path, b.get(path).body)
	}
}

// 60 payloads through every text field of every editor: each is a text on every page of the tenant, never an element, an
// attribute, a handler or an address.
func TestEditors_Payloads_Inert(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of pages")
	}
	t.Parallel()
	s := newSite(t)
	s.Admin(`UPDATE cmo_campaigns SET status = 'draft', review_state = 'none' WHERE tenant_id = $1`, s.A.ID)
	b := s.as(member(s.A, cmo.RoleOwner))
	known := map[string]bool{}
	note := func(_, body string) {
		for shape := range shapes(t, body) {
			known[shape] = true
		}
	}
	for _, text := range []string{"Plain text", "Other text"} { // twice, so that there are differences to show
		s.plant(b, text, text+"\nand a line")
		s.look(b, text, note)
	}
	for name, value := range map[string]string{"campaign_name": " ", "start_date": "2026-02-30"} {
		note("", b.post(s.campaign("campaign")+"/edit", url.Values{"base": {"1"}, name: {value}}).body)
	}
	pages, seen := 0, ""
	for round, short := range groupsOf(280) {
		s.plant(b, short, strings.Join(payloads, "\n"))
		s.look(b, short, func(path, body string) {
			pages++
			seen += map[bool]string{true: "p7331"}[strings.Contains(body, "p7331") && len(seen) < 5]
			if wrong := alive(t, body, known); len(wrong) > 0 {
				t.Errorf("round %d, %s: %.600q", round, path, wrong)
			}
		})
	}
	if seen == "" {
		t.Error("no page shows a payload")
	}
	t.Logf("%d pages", pages)
}

// Each payload alone, in every look of a wording's preview, where Markdown becomes markup.
func TestPreview_Payloads_Inert(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	page := "/t/" + s.A.Slug + "/content/" + s.A.RowID("asset").String()
	known, conn := map[string]bool{}, s.AdminConn()
	set := func(sql string, args ...any) {
		if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range []string{"email", "sms", "landing_page", "google_ads", "linkedin"} {
		set(`UPDATE cmo_content_assets SET channel = $2 WHERE id = $1`, s.A.RowID("asset"), kind)
		for i, p := range append([]string{"Plain [x](https://example.test) text", "![x](y) **bold**\n\n- one"}, payloads...) {
			set(`UPDATE cmo_content_variants SET body_content = $2, subject_line = $2, headline = $2, cta_text = $2, visual_description = $2, metadata = jsonb_build_object('preview_text', $2::text) WHERE asset_id = $1`, s.A.RowID("asset"), p)
			for _, look := range []string{"", "?look=phone", "?look=text"} {
				a := b.get(page + look)
				if i < 2 {
					for shape := range shapes(t, a.body) {
						known[shape] = true
					}
				} else if wrong := alive(t, a.body, known); len(wrong) > 0 {
					t.Errorf("%s%s, %q: %.400q", kind, look, p, wrong)
				}
			}
		}
	}
}

// An address field takes http and https alone, and what it refuses stays in the form as text.
func TestEditors_Payloads_NoAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(member(s.A, cmo.RoleOwner))
	page := "/t/" + s.A.Slug + "/brand/" + s.A.RowID("brand").String() + "/edit"
	form := controls(t, b.get(page).body, "record-form")
	form.Set("website_url", "nothing")
	known := shapes(t, b.post(page, form).body)
	for _, p := range payloads {
		form.Set("website_url", p)
		a := b.post(page, form)
		if wrong := alive(t, a.body, known); a.status != http.StatusUnprocessableEntity || len(wrong) > 0 || !strings.Contains(html.UnescapeString(a.body), p) {
			t.Errorf("%q: %d, %q, kept: %v", p, a.status, wrong, strings.Contains(html.UnescapeString(a.body), p))
		}
	}
}
