"""Changes a bot under its SDK: a layer round the HTTP and the sockets of urllib, slack_sdk's own client and aiohttp.

`SURVEY` names a file into which everything that the bot does is written, with its answer. `MUTANT` is a change, as
JSON; its `ops` name acts by their number in the survey (`ACTS` names that file):

    change N {…}      the act is changed (see `acts.Act.changed`)
    drop N            it is not done; the bot gets the surveyed answer
    twice N           it is done twice
    early N           it is done before the socket is opened (a message: right after), and not in its turn
    late N until M    it waits until the act M has been done
    add N {…}         after it another one is done, which is given
    die N             the bot dies in its place with status 0; `after` it if so said
    connect           the bot opens a second socket

`SLOW` delays each act by so many seconds at most, at random.
"""

import asyncio
import http.server
import json
import os
import random
import threading
import time
import urllib.request

from acts import HERE, ORIGIN, Act

# How long an act that waits for another waits at most.
PATIENCE = 3


class Layer:
    """What is known of the bot's acts, and what is to become of them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = {}
        self.survey = open(os.environ["SURVEY"], "w") if "SURVEY" in os.environ else None
        self.slow = float(os.environ.get("SLOW", "0"))
        self.acts, self.numbers, self.ops = [], {}, {}
        mutant = json.loads(os.environ.get("MUTANT", "{}"))
        if mutant:
            with open(os.environ["ACTS"]) as file:
                self.acts = [json.loads(line) for line in file]
        for number, act in enumerate(self.acts):
            self.numbers[act["key"]] = number
        for op in mutant.get("ops", []):
            self.ops.setdefault(op.get("act"), []).append(op)
        self.done = [threading.Event() for _ in self.acts]
        self.early = {}
        self.stub = Stub(self) if mutant else None
        self.send = None

    def number(self, act):
        """The act's number in the survey; None if it is none of it."""
        with self.lock:
            count = self.counts[act.key] = self.counts.get(act.key, 0) + 1
        return f"{act.key} {count}", self.numbers.get(f"{act.key} {count}")

    def ops_of(self, number, name):
        return [op for op in self.ops.get(number, []) if op["op"] == name]

    def note(self, key, act, status=None, answer=None):
        """Writes an act into the survey."""
        if self.survey is None:
            return
        line = {"key": key, "act": act.written()}
        if status is not None:
            line |= {"status": status, "type": answer[0], "answer": answer[1]}
        with self.lock:
            self.survey.write(json.dumps(line) + "\n")
            self.survey.flush()

    def dawdle(self):
        if self.slow:
            time.sleep(random.random() * self.slow)

    def before(self, number):
        """What happens in an act's place before it; returns what it has become, or None for nothing."""
        if self.ops_of(number, "die") and not self.ops_of(number, "die")[0].get("after"):
            os._exit(0)
        for op in self.ops_of(number, "late"):
            self.done[op["until"]].wait(PATIENCE)

    def after(self, number):
        if number is None:
            return
        self.done[number].set()
        for op in self.ops_of(number, "add"):
            perform(Act.read(op["added"]), self)
        if self.ops_of(number, "twice"):
            perform(Act.read(self.acts[number]["act"]), self)
        if self.ops_of(number, "die"):
            os._exit(0)

    def become(self, number, act):
        """What is done in the act's place."""
        for op in self.ops_of(number, "change"):
            act = act.changed(op["change"])
        return act

    def is_left_out(self, number):
        return bool(self.ops_of(number, "drop") or self.ops_of(number, "early"))

    def all_early(self, isSend):
        for ops in list(self.ops.values()):
            for op in ops:
                if op["op"] != "early":
                    continue
                act = Act.read(self.acts[op["act"]]["act"])
                if (act.verb == "SEND") != isSend:
                    continue
                for change in self.ops_of(op["act"], "change"):
                    act = act.changed(change["change"])
                answer = perform(act, self)
                if answer is not None:
                    self.early[op["act"]] = answer

    def connect_again(self):
        """Opens a second socket, as another instance of the bot would."""
        if not self.ops_of(None, "connect"):
            return
        self.ops.pop(None)
        import websocket

        act = next(act["act"] for act in self.acts if act["act"]["url"].endswith("/api/apps.connections.open"))
        _, _, body = perform(Act.read(act), self)
        try:
            self.second = websocket.create_connection(json.loads(body)["url"], timeout=5)
        except Exception:
            pass


class Stub:
    """Gives the surveyed answers to what the bot believes to do."""

    def __init__(self, layer):
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                number = int(self.path.strip("/"))
                self.rfile.read(int(self.headers.get("content-length", "0")))
                written = layer.acts[number]
                status, kind, body = layer.early.get(
                    number, (written["status"], written["type"], written["answer"].encode("latin-1"))
                )
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, number):
        return f"http://127.0.0.1:{self.server.server_port}/{number}"


def perform(act, layer):
    """Does an act itself, past the SDK; returns status, type and body of a request's answer."""
    if act.verb == "SEND":
        layer.send(act.body.decode())
        return None
    request = urllib.request.Request(
        act.url.replace(HERE, ORIGIN), data=act.body or None, headers=act.headers, method=act.verb
    )
    try:
        with plain_open(urllib.request.build_opener(), request, timeout=5) as answer:
            return answer.status, answer.headers.get("content-type", ""), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("content-type", ""), error.read()
    except Exception:
        return 599, "text/plain", b""


plain_open = urllib.request.OpenerDirector.open


def install():
    """Puts the layer under whatever SDK is used."""
    layer = Layer()
    under_urllib(layer)
    under_builtin_sockets(layer)
    under_aiohttp(layer)


def under_urllib(layer):
    def open(opener, request, *arguments, **options):
        if isinstance(request, str):
            request = urllib.request.Request(request)
        act = Act(request.get_method(), request.full_url, dict(request.header_items()), request.data)
        key, number = layer.number(act)
        layer.dawdle()
        layer.before(number)
        if layer.is_left_out(number):
            stub = urllib.request.Request(layer.stub.url(number), data=request.data, method=act.verb)
            answer = plain_open(opener, stub, *arguments, **options)
        else:
            act = layer.become(number, act)
            done = urllib.request.Request(
                act.url.replace(HERE, ORIGIN), data=act.body or None, headers=act.headers, method=act.verb
            )
            answer = plain_open(opener, done, *arguments, **options)
        if layer.survey is not None:
            body = answer.read()
            layer.note(key, act, answer.status, (answer.headers.get("content-type", ""), body.decode("latin-1")))
            answer.read = reading(body)
        layer.after(number)
        return answer

    urllib.request.OpenerDirector.open = open


def reading(body):
    """Reads a body that was read before."""
    rest = [body]

    def read(*_):
        taken, rest[0] = rest[0], b""
        return taken

    return read


def under_builtin_sockets(layer):
    from slack_sdk.socket_mode.builtin.connection import Connection

    connect, send = Connection.connect, Connection.send

    def connecting(connection):
        layer.all_early(isSend=False)
        connect(connection)
        layer.send = lambda text: send(connection, text)
        layer.all_early(isSend=True)
        layer.connect_again()

    def sending(connection, payload):
        act = Act("SEND", "", {}, payload.encode())
        key, number = layer.number(act)
        layer.note(key, act)
        layer.dawdle()
        layer.before(number)
        layer.send = lambda text: send(connection, text)
        if not layer.is_left_out(number):
            send(connection, layer.become(number, act).body.decode())
        layer.after(number)

    Connection.connect, Connection.send = connecting, sending


def under_aiohttp(layer):
    import aiohttp

    request, ws_connect = aiohttp.ClientSession._request, aiohttp.ClientSession.ws_connect
    send_str = aiohttp.ClientWebSocketResponse.send_str

    async def requesting(session, verb, url, **options):
        if "Sec-WebSocket-Key" in (options.get("headers") or {}):
            return await request(session, verb, url, **options)
        act = spelled(verb, str(url), options)
        key, number = layer.number(act)
        if layer.slow:
            await asyncio.sleep(random.random() * layer.slow)
        await asyncio.to_thread(layer.before, number)
        if layer.is_left_out(number):
            answer = await request(session, act.verb, layer.stub.url(number), data=act.body or None)
        else:
            act = layer.become(number, act)
            options = {
                name: value
                for name, value in options.items()
                if name not in ("data", "json", "params", "headers")
            }
            answer = await request(
                session,
                act.verb,
                act.url.replace(HERE, ORIGIN),
                data=act.body or None,
                headers=act.headers,
                **options,
            )
        if layer.survey is not None:
            body = await answer.read()
            layer.note(key, act, answer.status, (answer.headers.get("content-type", ""), body.decode("latin-1")))
        await asyncio.to_thread(layer.after, number)
        return answer

    async def connecting(session, url, **options):
        await asyncio.to_thread(layer.all_early, False)
        # aiohttp gives out something that may be awaited or entered; slack_sdk awaits it.
        socket = await ws_connect(session, url, **options)
        loop = asyncio.get_running_loop()
        layer.send = lambda text: asyncio.run_coroutine_threadsafe(send_str(socket, text), loop).result()
        await asyncio.to_thread(layer.all_early, True)
        await asyncio.to_thread(layer.connect_again)
        return socket

    async def sending(socket, text, *arguments, **options):
        act = Act("SEND", "", {}, text.encode())
        key, number = layer.number(act)
        layer.note(key, act)
        if layer.slow:
            await asyncio.sleep(random.random() * layer.slow)
        await asyncio.to_thread(layer.before, number)
        loop = asyncio.get_running_loop()
        layer.send = lambda text: asyncio.run_coroutine_threadsafe(send_str(socket, text), loop).result()
        if not layer.is_left_out(number):
            await send_str(socket, layer.become(number, act).body.decode(), *arguments, **options)
        await asyncio.to_thread(layer.after, number)

    aiohttp.ClientSession._request = requesting
    aiohttp.ClientSession.ws_connect = connecting
    aiohttp.ClientWebSocketResponse.send_str = sending


def spelled(verb, url, options):
    """An aiohttp request as an act: what its body will be."""
    headers = dict(options.get("headers") or {})
    body = options.get("data")
    if options.get("params"):
        import urllib.parse

        url += ("&" if "?" in url else "?") + urllib.parse.urlencode(options["params"])
    if options.get("json") is not None:
        headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        headers["content-type"] = "application/json"
        body = json.dumps(options["json"]).encode()
    elif isinstance(body, dict):
        import urllib.parse

        headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        headers["content-type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(body).encode()
    elif isinstance(body, str):
        body = body.encode()
    return Act(verb, url, headers, body)
