package paths

// MetricImports is the form for a file of numbers, with the latest files.
func MetricImports(slug string) string { return Metrics(slug) + "/imports" }

// MetricImport is the preview of a file, or what came of it.
func MetricImport(slug, id string) string { return MetricImports(slug) + "/" + id }

// MetricImportAct decides about a file: apply or discard.
func MetricImportAct(slug, id, act string) string { return MetricImport(slug, id) + "/" + act }

// RecommendationAct decides about a recommendation: accept, dismiss, snooze, done or undo.
func RecommendationAct(slug, id, act string) string { return Recommendation(slug, id) + "/" + act }
