namespace Fovea.Imaging;

/// <summary>How far two pixels dx columns and dy rows apart are from each other.</summary>
public enum DistanceMetric
{
    /// <summary>sqrt(dx² + dy²).</summary>
    Euclidean,

    /// <summary>max(|dx|, |dy|): steps to any of the 8 neighbours.</summary>
    Chessboard,

    /// <summary>|dx| + |dy|: steps to any of the 4 neighbours.</summary>
    CityBlock,
}
