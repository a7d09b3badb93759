namespace Fovea.Imaging;

/// <summary>A connected component of the foreground.</summary>
/// <param name="Label">Its number, from 1.</param>
/// <param name="Box">The smallest rectangle that holds it.</param>
/// <param name="Area">Its pixels.</param>
/// <param name="CentroidY">The mean row of its pixels.</param>
/// <param name="CentroidX">The mean column of its pixels.</param>
public readonly record struct Component(int Label, Region Box, int Area, double CentroidY, double CentroidX);
