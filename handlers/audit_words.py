"""The acts of the audit log in plain words; an act without words here is shown by its own name."""

IN_WORDS = {
    "account_invited": "邀请登录",
    "account_locked": "账号锁定",
    "account_reset": "重置密码",
    "account_unlocked": "解除锁定",
    "bind": "绑定微信",
    "demo-seeded": "建立演示数据",
    "invitation_used": "用邀请码设置密码",
    "password_changed": "改密码",
    "place": "对上地点",
    "refuse": "不予受理",
    "import-registry": "导入登记表",
    "release": "放行",
    "replay": "重新处理消息",
    "second_step_reset": "重置手机验证码",
    "check_in": "登记代表建议",
    "send_back": "退回代表建议",
    "forward": "建议转上级人大",
    "record_answer": "登记上级答复",
    "sign_in_failed": "登录失败",
    "signed_in": "登录",
    "signed_out_everywhere": "退出所有登录",
}
NOTES = {"password": "密码不对", "code": "手机验证码不对", "invitation": "邀请码不对"}


def act_in_words(act: str) -> str:
    return IN_WORDS.get(act, act)


def note_in_words(note: str) -> str:
    return NOTES.get(note, note)
