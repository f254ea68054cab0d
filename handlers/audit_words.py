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
    "take_up": "接手研处",
    "categorise": "归类",
    "pass_up": "转县里研处",
    "not_take": "不予受理",
    "undo_not_take": "恢复受理",
    "assign": "交办",
    "recall": "收回重新研处",
    "uphold": "维持交办",
    "reassign": "改交其他单位",
    "cancel": "撤销交办件",
    "answer_request": "答复承办单位的请求",
    "link": "关联同一件事",
    "unlink": "解除关联",
    "enter_for": "代群众登记",
    "supervise": "列入督办名单",
    "unsupervise": "移出督办名单",
    "key_matter": "登记重点督办",
    "key_matter_ended": "取消重点督办",
    "visited": "登记现场核实",
    "check_on_spot": "当面核实",
    "promise": "列入承诺台账",
    "promise_kept": "确认承诺兑现",
    "promise_explained": "登记承诺不能兑现",
    "promise_broken": "登记承诺未兑现",
    "escalation_decide": "决定监督措施",
    "escalation_record": "登记监督措施结果",
    "escalation_drop": "不采取监督措施",
    "close_out": "销号",
    "instruct": "批示",
    "add_photo": "上传佐证",
    "accept": "签收",
    "object": "提出异议",
    "feed_back": "答复反馈",
    "signed_out_everywhere": "退出所有登录",
}
NOTES = {"password": "密码不对", "code": "手机验证码不对", "invitation": "邀请码不对"}


def act_in_words(act: str) -> str:
    return IN_WORDS.get(act, act)


def note_in_words(note: str) -> str:
    return NOTES.get(note, note)
