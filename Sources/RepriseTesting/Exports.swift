// One import is enough for a test: the harness, the bot's engine, and what their options are made of.
@_exported public import Interleaving
@_exported public import RepriseHarness
@_exported public import SessionRecording
@_exported public import SlackBot
@_exported public import SlackReplay
@_exported public import SlackTransport
@_exported public import SlackWire
