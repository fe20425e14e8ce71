import NIOCore
public import SlackServer

extension SlackServerConfiguration {
    /// The same configuration for clients that speak TLS: addresses and links begin with `https` and `wss`.
    ///
    /// Plain HTTP is understood on the same port, because some clients follow a `wss` link without TLS.
    public func secured(by authority: LoopbackAuthority) -> SlackServerConfiguration {
        var configuration = self
        configuration.secure = { channel in
            try channel.pipeline.syncOperations.addHandler(TLSDetection(authority.context))
        }
        return configuration
    }
}
