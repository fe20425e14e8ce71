import ArgumentParser
import SecretRedaction
import SessionRecording
import SlackLiveTransport
import SlackServer
import SlackTransport

/// A failure with words of its own.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Runs a command's work; a failure becomes one sentence on stderr and exit code 2.
func reportingFailures(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let code as ExitCode {
        throw code
    } catch is CancellationError {
        throw ExitCode(130)
    } catch {
        // Errors hold no secrets; what a peer or the system said may, whatever we mean.
        var redactor = Redactor()
        Console.note(redactor.redacted("reprise: \(wording(of: error))"))
        throw ExitCode.failed
    }
}

/// An error in a sentence, with the next step as the command line calls it.
func wording(of error: any Error) -> String {
    guard case SlackServerError.remoteNotAllowed(let host)? = error as? SlackServerError else {
        return "\(error)"
    }
    return
        "refused to listen on \(host): other machines could reach it, and the server asks nobody for a "
        + "password; leave --host out, or add --allow-remote to say that this is wanted"
}
