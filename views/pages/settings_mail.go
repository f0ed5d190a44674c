package pages

import (
	"strings"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

const mailOff = "Mail is not configured: ask the operator."

// mailText names the addresses that are told, one a line in the settings, in one line.
func mailText(lines string) string {
	if lines == "" {
		return "nobody"
	}
	return strings.Join(strings.Fields(lines), ", ")
}

func notifyHint(mail bool) string {
	const what = "At most 10 addresses, one a line. Each is told when a run fails or its budget is used up, a review is requested or decided, changes are suggested, or a scheduled campaign starts or cannot. Comments, mentions, tasks and moves by hand stay in each person’s inbox. Empty: nobody is told."
	if mail {
		return what
	}
	return mailOff + " Addresses are kept, and nothing is sent until then. " + what
}

// WithMail adds who is told by mail, for those who manage the tenant: others do not see addresses.
func (v SettingsView) WithMail(t cmo.Tenant, s cmo.Settings, mail bool) SettingsView {
	if !t.Role.Can(cmo.RightManage) {
		return v
	}
	effect := "Who is told when a run fails or its budget is used up, a review is requested or decided, changes are suggested, or a scheduled campaign starts or cannot."
	switch {
	case !mail:
		effect = mailOff + " Nothing is sent until then."
	case s.MailProblem != "" && s.Notify != "":
		effect = "The last mail did not get through: " + s.MailProblem
	}
	told := mailText(s.Notify)
	if s.Notify == "" {
		told = "Nobody is told"
	}
	v.Rules = append(v.Rules, settingRow{settingWords["notify_emails"], told, effect})
	return v
}
