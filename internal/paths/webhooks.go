package paths

// Webhooks is where a tenant's own systems are told to be told.
func Webhooks(tenant string) string { return Tenant(tenant) + "/webhooks" }

// Webhook is one endpoint with its log.
func Webhook(tenant, id string) string { return Webhooks(tenant) + "/" + id }

// WebhookAct changes an endpoint.
func WebhookAct(tenant, id, act string) string { return Webhook(tenant, id) + "/" + act }

// Delivery is one message to an endpoint.
func Delivery(tenant, webhook, id string) string {
	return Webhook(tenant, webhook) + "/deliveries/" + id
}

// DeliveryResend sends a message once more.
func DeliveryResend(tenant, webhook, id string) string {
	return Delivery(tenant, webhook, id) + "/resend"
}
