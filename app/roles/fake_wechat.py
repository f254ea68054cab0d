"""The simulator's WeChat."""

from app.service import clock_of
from app.settings import Settings
from app.simulator.account import fake_wechat
from app.simulator.fake_wechat.saving import Keeper, load
from app.simulator.fake_wechat.server import serve
from app.stopping import StopSignal


def fake(settings: Settings) -> None:
    """The fake WeChat of the simulator, until SIGTERM; its phones survive a restart."""
    asked = StopSignal()
    account = fake_wechat(settings)
    account.now = clock_of(settings).now
    path = settings.storage.dir / "phones.json"
    load(account, path)
    account.phones.strangers_welcome = True  # the county has far more people than phones on the page
    with serve(account, settings.simulator.api_port):
        keeper = Keeper(account, path)
        asked.wait()
        keeper.close()
