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
	part := 153
	widths := make([]int, 0, len(text))
	for _, r := range text {
		width := 1
		switch {
		case strings.ContainsRune(gsmBasic, r):
		case strings.ContainsRune(gsmTwo, r):
			width = 2
		case !s.Unicode:
			s.Unicode, s.Foreign = true, r
		}
		widths = append(widths, width)
	}
	if s.Unicode {
		s.Single, part = 70, 67
		widths = widths[:0]
		for _, r := range text {
			width := 1
			if r > 0xffff {
				width = 2
			}
			widths = append(widths, width)
		}
	}
	left := 0
	for _, w := range widths {
		s.Units += w
		if left < w {
			s.Parts, left = s.Parts+1, part
		}
		left -= w
	}
	if s.Units > 0 && s.Units <= s.Single {
		s.Parts = 1
	}
	return s
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
