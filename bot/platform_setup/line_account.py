"""Calls of LINE's API about the account itself: its webhook and its rich menu."""

from collections.abc import Awaitable
from types import TracebackType
from typing import Self, cast

from aiohttp import ClientError, ClientSession, ClientTimeout
from linebot.v3.messaging import (
    ApiException,
    ApiResponse,
    AsyncApiClient,
    AsyncMessagingApi,
    BotInfoResponse,
    Configuration,
    RichMenuRequest,
    RichMenuResponse,
    SetWebhookEndpointRequest,
    TestWebhookEndpointRequest,
    TestWebhookEndpointResponse,
)
from pydantic.v1 import ValidationError

from bot.config.credentials import LineCredentials
from bot.shared.outgoing_proxy import proxy_for
from bot.shared.report import CheckResult, Status
from bot.shared.setup_item import TRY_LATER, foreign_answer, unreachable
from flows.operator_text import Translatable

#: Seconds. LINE calls the webhook itself while it tests it.
TIMEOUT = 15.0

ISSUE = Translatable("Check LINE_CHANNEL_ACCESS_TOKEN: issue one in the LINE Developers console, under Messaging API.")
HOSTS = Translatable("api.line.me and api-data.line.me")
REFUSED = Translatable("Check the account in the LINE Developers console.")


class LineAccount:
    """A LINE account, inside `async with`. The constructor raises SettingsError for a malformed proxy address.

    The methods raise ApiException, ClientError or OSError, or ValidationError for a malformed answer; see `explain`.
    """

    def __init__(self, credentials: LineCredentials) -> None:
        self._credentials = credentials
        self._data_proxy = proxy_for(credentials.data_api_base_url)
        self._configuration = Configuration(
            host=credentials.api_base_url.rstrip("/"), access_token=credentials.access_token
        )
        self._configuration.proxy = proxy_for(credentials.api_base_url)

    async def __aenter__(self) -> Self:
        """Open the connection pools."""
        self._api = AsyncMessagingApi(AsyncApiClient(self._configuration))
        self._data = ClientSession(timeout=ClientTimeout(total=TIMEOUT), proxy=self._data_proxy)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._data.close()
        await self._api.api_client.close()

    async def info(self) -> BotInfoResponse:
        """Return the account's names and its chat mode."""
        return await self._api.get_bot_info(_request_timeout=TIMEOUT)

    async def webhook(self) -> tuple[str, bool]:
        """Return the webhook's address (empty: none) and whether the account uses it."""
        try:
            answer = await self._api.get_webhook_endpoint(_request_timeout=TIMEOUT)
        except ApiException as error:
            if error.status == 404:
                return "", False
            raise
        return answer.endpoint, bool(answer.active)

    async def set_webhook(self, address: str) -> None:
        """Set the address to which LINE sends events."""
        request = SetWebhookEndpointRequest(endpoint=address)
        await _acknowledged(self._api.set_webhook_endpoint_with_http_info(request, _request_timeout=TIMEOUT))

    async def test_webhook(self, address: str) -> TestWebhookEndpointResponse:
        """Let LINE call an address with a signed call without events, and return the outcome."""
        request = TestWebhookEndpointRequest(endpoint=address)
        return await self._api.test_webhook_endpoint(request, _request_timeout=TIMEOUT)

    async def menus(self) -> list[RichMenuResponse]:
        """Return all rich menus that were created through the API."""
        known: list[RichMenuResponse] = (await self._api.get_rich_menu_list(_request_timeout=TIMEOUT)).richmenus
        return known

    async def default_menu(self) -> str:
        """Return the id of the menu that everybody sees; empty if there is none."""
        try:
            return (await self._api.get_default_rich_menu_id(_request_timeout=TIMEOUT)).rich_menu_id
        except ApiException as error:
            if error.status == 404:
                return ""
            raise

    async def add_menu(self, request: RichMenuRequest, image: bytes) -> str:
        """Create a rich menu with its PNG image and return its id; nobody sees it yet."""
        created = await self._api.create_rich_menu(request, _request_timeout=TIMEOUT)
        await self._upload(created.rich_menu_id, image)
        return created.rich_menu_id

    async def show_menu(self, menu: str) -> None:
        """Show a menu to everybody."""
        await _acknowledged(self._api.set_default_rich_menu_with_http_info(menu, _request_timeout=TIMEOUT))

    async def delete_menu(self, menu: str) -> None:
        """Delete a menu."""
        await _acknowledged(self._api.delete_rich_menu_with_http_info(menu, _request_timeout=TIMEOUT))

    async def _upload(self, menu: str, image: bytes) -> None:
        """Upload the image. The SDK would ignore the settings and send it to LINE's own address."""
        address = f"{self._credentials.data_api_base_url.rstrip('/')}/v2/bot/richmenu/{menu}/content"
        headers = {"Authorization": f"Bearer {self._credentials.access_token}", "Content-Type": "image/png"}
        async with self._data.post(address, data=image, headers=headers, allow_redirects=False) as answer:
            body = await answer.read()
        if answer.status != 200 or not _is_object(body):
            raise _exception(answer.status, body)


async def _acknowledged(call: object) -> None:
    """Await a call that returns no data, and check its body: the SDK does not look at the body of a success.

    The SDK's type hints take the awaitable for the response itself.
    """
    answer = await cast("Awaitable[ApiResponse]", call)
    if not _is_object(answer.raw_data):
        raise _exception(200, answer.raw_data)


def _exception(status: int, body: bytes | None) -> ApiException:
    error = ApiException(status=status)
    error.body = body
    return error


def explain(error: Exception) -> CheckResult | None:
    """Return the operator's explanation of a failed call; None if the error is neither LINE's nor the connection's."""
    if isinstance(error, ApiException):
        return _refused(error.status, error.body)
    if isinstance(error, ValidationError):
        return foreign_answer("LINE", HOSTS)
    if isinstance(error, ClientError | OSError):
        return unreachable("LINE", HOSTS, type(error).__name__)
    return None


def _refused(status: int, body: str | bytes | None) -> CheckResult:
    if status >= 500 or status == 429:
        return CheckResult(
            "", Status.FAILED, Translatable("LINE cannot take it for now ({status})", status=status), TRY_LATER
        )
    if not _is_object(body):
        return foreign_answer("LINE", HOSTS)
    if status in {401, 403}:
        return CheckResult(
            "", Status.FAILED, Translatable("LINE refused the access token ({status})", status=status), ISSUE
        )
    return CheckResult("", Status.FAILED, Translatable("LINE did not accept it ({status})", status=status), REFUSED)


def _is_object(body: str | bytes | None) -> bool:
    """Return whether a body begins like a JSON object, as all of LINE's do, refusals included."""
    text = body.decode(errors="replace") if isinstance(body, bytes) else body or ""
    return text.lstrip().startswith("{")
