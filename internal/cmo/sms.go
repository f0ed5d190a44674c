package cmo

import "strings"

// The alphabet of GSM 03.38: a text of these signs has 160 to a message, in parts 153. Those of the second list take two
// places. Any other sign turns the whole text into UCS-2, with 70 and 67.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwo   = "\f^{}\\[~]|€"
)

// SMS is how a text message is counted and paid.
type SMS struct {
	Unicode bool
	Foreign rune // the first sign outside the GSM alphabet, 0 if there is none
	Units   int  // places taken
	Parts   int  // messages paid
	Single  int  // places of a message that is not split
}

// CountSMS counts a text as phone networks do. A sign of two places never stands across two parts.
func CountSMS(text string) SMS {
	s := SMS{Single: 160}
	for _, r := range text {
		if !strings.ContainsRune(gsmBasic, r) && !strings.ContainsRune(gsmTwo, r) {
			s.Unicode, s.Foreign, s.Single = true, r, 70
			break
		}
	}
	for _, r := range text {
		s.Units += s.width(r)
	}
	switch {
	case s.Units > s.Single:
		s.Parts = 2 // so that it is split
		s.Parts = len(s.Split(text))
	case s.Units > 0:
		s.Parts = 1
	}
	return s
}

// Split cuts the text that was counted into the parts it is paid as.
func (s SMS) Split(text string) []string {
	if s.Parts < 2 {
		return []string{text}
	}
	part := 153
	if s.Unicode {
		part = 67
	}
	var out []string
	var now strings.Builder
	left := part
	for _, r := range text {
		w := s.width(r)
		if left < w {
			out = append(out, now.String())
			now.Reset()
			left = part
		}
		left -= w
		now.WriteRune(r)
	}
	return append(out, now.String())
}

// width is how many places a sign takes.
func (s SMS) width(r rune) int {
	if s.Unicode && r > 0xffff || !s.Unicode && strings.ContainsRune(gsmTwo, r) {
		return 2
	}
	return 1
}

// lintSMS wants a message of one part.
func lintSMS(body string) Finding {
	s := CountSMS(FillTokens(body, ""))
	f := limit{1, s.Single}.check(RuleSMS, s.Units)
	f.Parts = s.Parts
	if s.Unicode {
		f.Detail = string(s.Foreign)
	}
	return f
}
