import RepriseFloor
public import Testing

extension TimeLimitTrait.Duration {
    /// Longer than any test of this package takes on a busy machine: what has not ended by then hangs.
    ///
    /// The limit cancels the test, which lets the helpers of this room say what it was waiting for.
    public static var generous: Self { .minutes(3) }
}

/// Runs a wait that ends with the task, and records an issue when the task was cancelled meanwhile.
///
/// Not for what a test cancels itself.
///
/// - Parameters:
///   - what: What is waited for, as the object of "waited in vain for".
///   - seen: What has been seen so far.
///   - isolation: Where the wait runs: where the caller does.
///   - sourceLocation: Where the issue is shown.
///   - body: The wait.
/// - Returns: What the wait gave.
/// - Throws: What the wait threw.
public func waiting<Value, Failure: Error>(
    for what: @autoclosure () -> String,
    seen: @autoclosure () -> String,
    isolation: isolated (any Actor)? = #isolation,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
    let wasCancelled = Task.isCancelled
    let result: Result<Value, Failure>
    do throws(Failure) {
        result = .success(try await body())
    } catch {
        result = .failure(error)
    }
    if !wasCancelled, Task.isCancelled {
        var seen = seen()
        if case .failure(let error) = result { seen += "; the wait ended with: \(error)" }
        recordVainWait(for: what(), seen: seen, sourceLocation: sourceLocation)
    }
    return try result.get()
}

/// Looks again and again until something is so that tells nobody when it changes: the system's own tables, for example.
///
/// - Parameters:
///   - what: What is waited for, as the object of "waited in vain for".
///   - seen: What there is instead.
///   - sourceLocation: Where the issue is shown.
///   - isSo: Whether the wait is over.
/// - Throws: What `isSo` throws.
public func eventually(
    _ what: @autoclosure () -> String,
    seen: @autoclosure () -> String,
    isolation: isolated (any Actor)? = #isolation,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ isSo: () async throws -> Bool
) async rethrows {
    while try await !isSo() {
        // A pause, so that whoever is waited for gets the processor; nothing rests on its length.
        try? await Task.sleep(for: .milliseconds(5))
        if Task.isCancelled {
            recordVainWait(for: what(), seen: seen(), sourceLocation: sourceLocation)
            return
        }
    }
}

/// Says what did not come.
func recordVainWait(for what: String, seen: String, sourceLocation: SourceLocation) {
    Issue.record("waited in vain for \(what); there was: \(seen)", sourceLocation: sourceLocation)
}

/// Waits until the task is cancelled, which is what the caller is there for.
public func untilCancelled() async {
    await Wakeup().wait()
}
