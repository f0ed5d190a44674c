package cmo

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// labels holds the words for stored values that a capital letter alone does not turn into words.
var labels = map[string]string{
	"ai_cmo": "AI CMO", "sms": "SMS", "google_ads": "Google Ads", "linkedin": "LinkedIn", "timed_out": "Timed out",
	"lead_gen": "Lead generation", "direct_mail": "Direct mail", "mqls": "MQLs", "icps": "ICPs", "roi": "ROI", "video_script": "Video script",
}

// Cut shortens a text to the most characters.
func Cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// Label turns a stored value into words for a page: lead_gen → Lead generation.
func Label(value string) string {
	if l, ok := labels[value]; ok {
		return l
	}
	s := strings.ReplaceAll(value, "_", " ")
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
