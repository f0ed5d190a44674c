package pages

import "strings"

// device names browser and system of a User-Agent, roughly: enough to recognise one's own.
func device(agent string) string {
	browser := first(agent, [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}})
	system := first(agent, [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}})
	switch {
	case browser == "" && system == "":
		return "Unknown device"
	case system == "":
		return browser
	case browser == "":
		return system
	}
	return browser + " on " + system
}

func first(s string, signs [][2]string) string {
	for _, sign := range signs {
		if strings.Contains(s, sign[0]) {
			return sign[1]
		}
	}
	return ""
}
