public import SessionRecording

extension SessionWriter: SessionRecorder {}
