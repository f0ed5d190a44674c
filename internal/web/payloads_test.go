package web_test

import "fmt"

// payloads are 60 texts that would be elements, attributes, handlers, links or templates wherever a page took them as such.
// Each calls p7331.
var payloads = func() []string {
	list := []string{
		`<script>p7331()</script>`, `<ScRiPt>p7331()</sCrIpT>`, `"><script>p7331()</script>`, `'><script>p7331()</script>`, `</textarea><script>p7331()</script>`,
		`</title><script>p7331()</script>`, `</script><script>p7331()</script>`, `</option></select><img src=x onerror=p7331()>`, `<img src=x onerror=p7331()>`, `<img src=x onerror="p7331()">`,
		`<svg onload=p7331()>`, `<svg/onload=p7331()>`, `<svg><script>p7331()</script></svg>`, `<body onload=p7331()>`, `<iframe src=javascript:p7331()>`,
		`<iframe srcdoc="<script>p7331()</script>">`, `<object data=javascript:p7331()>`, `<embed src=javascript:p7331()>`, `<a href=javascript:p7331()>x</a>`, `<a href="jAvAsCrIpT:p7331()">x</a>`,
		`<a href="&#106;avascript:p7331()">x</a>`, `[x](javascript:p7331())`, `[x](<javascript:p7331()>)`, `![x](x "onerror=p7331()")`, `<math><mtext></p7331>`,
		`<form action=javascript:p7331()><button>x</button></form>`, `<button formaction=javascript:p7331()>x</button>`, `<input onfocus=p7331() autofocus>`, `<details open ontoggle=p7331()>`, `<video><source onerror=p7331()>`,
		`<audio src=x onerror=p7331()>`, `<marquee onstart=p7331()>`, `<style>@import 'javascript:p7331()';</style>`, `<link rel=stylesheet href=javascript:p7331()>`, `<meta http-equiv=refresh content="0;url=javascript:p7331()">`,
		`<base href=javascript:p7331()//>`, `<div style="background:url(javascript:p7331())">`, `<p7331 onclick=p7331()>x</p7331>`, `<div hx-get=/p7331 hx-trigger=load>`, `<div hx-on:click="p7331()">`,
		`<template><script>p7331()</script></template>`, `<noscript><p title="</noscript><img src=x onerror=p7331()>">`, `<!--><script>p7331()</script>-->`, `<![CDATA[<script>p7331()</script>]]>`, `<?xml version="1.0"?><p7331/>`,
		`" onmouseover="p7331()`, `' onmouseover='p7331()`, `" autofocus onfocus="p7331()`, "` onmouseover=`p7331()", `x" style="x:expression(p7331())`,
		`javascript:p7331()`, `data:text/html,<script>p7331()</script>`, `vbscript:p7331()`, `&lt;script&gt;p7331()&lt;/script&gt;`, `%3Cscript%3Ep7331()%3C/script%3E`,
		`{{p7331}}<script>p7331()</script>`, `${p7331()}`, `{{constructor.constructor('p7331()')()}}`, `<<script>p7331();//<</script>`, `<scr<script>ipt>p7331()</scr</script>ipt>`,
	}
	if len(list) != 60 {
		panic(fmt.Sprintf("%d payloads", len(list)))
	}
	return list
}()
