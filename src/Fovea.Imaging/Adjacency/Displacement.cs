namespace Fovea.Imaging;

/// <summary>The way from a pixel to one of its neighbours.</summary>
/// <param name="Dx">Columns to the right; to the left where negative.</param>
/// <param name="Dy">Rows down; up where negative.</param>
public readonly record struct Displacement(int Dx, int Dy);
