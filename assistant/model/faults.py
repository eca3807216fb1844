"""What can go wrong with a model's endpoint, in words that name the host and never the key or the provider's own text."""

from __future__ import annotations

from index import Fault

_BUILT_IN = "不影响使用：未修好前由内置写法代替。"


class ModelUnavailable(Fault):
    """The model could not be reached or gave nothing that can be used."""


def refused(status: int, host: str, retry_after: str = "") -> ModelUnavailable:
    """The fault for an HTTP status other than 200."""
    what, remedy = _STATUS.get(status, _family(status))
    wait = f"服务要求 {retry_after} 秒后再试。" if status == 429 and retry_after.isdigit() else ""
    return ModelUnavailable(f"模型服务（{host}）{what}（{status}）。", f"{wait}{remedy}{_BUILT_IN}")


def _family(status: int) -> tuple[str, str]:
    if 300 <= status < 400:
        return "要求转到别的地址，没有照办", "请把设置里的 base_url 写成最终地址。"
    if status >= 500:
        return "出了故障", "请稍后再试，或联系模型服务的管理员。"
    return "没有接受请求", "请检查模型名和地址，或联系模型服务的管理员。"


_STATUS = {
    400: ("没有接受请求", "常见原因是模型名不对或内容超过模型能读的长度，请检查设置里的 name 和 context。"),
    401: ("不认这个密钥", "请检查设置里的 api_key。"),
    403: ("不允许使用这个模型", "请检查密钥的权限和模型名。"),
    404: ("没有这个地址或模型", "请检查设置里的 base_url（一般以 /v1 结尾）和 name。"),
    413: ("嫌内容太长", "请减少事实清单，或调小设置里的 context。"),
    429: ("请求太多或额度用完", "请稍后再试，或检查账户额度。"),
    503: ("暂时不能服务", "模型可能正在加载，请稍后再试。"),
}


def silent(host: str, seconds: float) -> ModelUnavailable:
    """The fault for an endpoint that does not answer in time."""
    return ModelUnavailable(
        f"模型服务（{host}）{seconds:g} 秒没有回应。", f"请检查服务是否在运行，或调大设置里的 timeout。{_BUILT_IN}"
    )


def unreachable(host: str) -> ModelUnavailable:
    """The fault for a host that cannot be reached at all."""
    return ModelUnavailable(
        f"连不上模型服务（{host}）。", f"请检查设置里的 base_url、网络，以及服务是否已启动。{_BUILT_IN}"
    )


def garbled(host: str) -> ModelUnavailable:
    """The fault for an answer that is not the protocol."""
    return ModelUnavailable(
        f"模型服务（{host}）的答复读不懂。", f"请确认 base_url 是 OpenAI 兼容接口（一般以 /v1 结尾）。{_BUILT_IN}"
    )


def empty(host: str) -> ModelUnavailable:
    """The fault for an answer without text."""
    return ModelUnavailable(f"模型服务（{host}）没有写出内容。", f"请再试一次，或换一个模型。{_BUILT_IN}")


def unset(name: str) -> ModelUnavailable:
    """The fault for a setting that is missing or cannot be used."""
    return ModelUnavailable(f"模型的 {name} 没有设好。", f"请在设置文件的 [model] 里写明 name 和 base_url。{_BUILT_IN}")
