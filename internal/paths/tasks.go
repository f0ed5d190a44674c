package paths

// Tasks lists the tasks of a tenant.
func Tasks(slug string) string { return Tenant(slug) + "/tasks" }

// Task is one task.
func Task(slug, id string) string { return Tasks(slug) + "/" + id }

// TaskAct changes a task: done, drop, reopen or assign.
func TaskAct(slug, id, act string) string { return Task(slug, id) + "/" + act }
