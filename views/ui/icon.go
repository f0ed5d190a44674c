package ui

// HasIcon tells whether the icon is in the set.
func HasIcon(name string) bool { _, ok := iconPaths[name]; return ok }

// iconInner is the inner SVG; an unknown name draws the dashed circle rather than nothing.
func iconInner(name string) string {
	if s, ok := iconPaths[name]; ok {
		return s
	}
	return iconPaths["circle-dashed"]
}

// strokeOf keeps small icons readable.
func strokeOf(size int) string {
	switch {
	case size <= 11:
		return "2.2"
	case size <= 14:
		return "2"
	}
	return "1.75"
}
