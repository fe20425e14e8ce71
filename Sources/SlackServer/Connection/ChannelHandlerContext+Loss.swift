import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension ChannelHandlerContext {
    /// Ends the connection without a word.
    ///
    /// - Parameter reset: Whether the client gets a reset, as from a peer that broke down, instead of an end.
    func drop(reset: Bool, promise: EventLoopPromise<Void>?) {
        if reset, let options = channel as? any SocketOptionProvider {
            // Closed with nothing left to wait for, a connection is reset.
            _ = options.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        close(promise: promise)
    }
}
