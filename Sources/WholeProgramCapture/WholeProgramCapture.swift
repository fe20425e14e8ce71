/// Links what stands in for the C library and Swift's runtime into the program.
///
/// Tests get it with `RepriseTesting`, others with the product `Interleaving`. A program that has neither is left as it is. There is nothing to import.
public enum WholeProgramCapture {}
