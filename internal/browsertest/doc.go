// Package browsertest drives the console in a real headless browser: a person's journey, accessibility in both themes
// and at phone and desktop widths, a silent console, no foreign request. It has tests only.
package browsertest
