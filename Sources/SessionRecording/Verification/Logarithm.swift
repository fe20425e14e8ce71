#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The C library's logarithm.
enum Logarithm {
    static func base2(_ number: Double) -> Double { log2(number) }
}
