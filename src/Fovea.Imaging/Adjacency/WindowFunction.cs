namespace Fovea.Imaging;

/// <summary>An operation of a sliding window: one value from the samples that are adjacent to a pixel, of one channel.</summary>
/// <param name="neighbours">The samples in the order of <see cref="Adjacency.Displacements"/>, in their own units; the memory may be written.</param>
/// <remarks>It is called on several threads at the same time.</remarks>
public delegate double WindowFunction(Span<double> neighbours);
