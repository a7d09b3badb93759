namespace Fovea.Imaging;

/// <summary>Which of two keys is kept: the larger (dilation) or the smaller (erosion).</summary>
internal interface IExtreme
{
    static abstract V Of<K, L, V>(V a, V b) where K : unmanaged where L : IKeyLanes<K, V> where V : struct;
}

/// <summary>The larger.</summary>
internal readonly struct Largest : IExtreme
{
    public static V Of<K, L, V>(V a, V b) where K : unmanaged where L : IKeyLanes<K, V> where V : struct => L.Max(a, b);
}

/// <summary>The smaller.</summary>
internal readonly struct Smallest : IExtreme
{
    public static V Of<K, L, V>(V a, V b) where K : unmanaged where L : IKeyLanes<K, V> where V : struct => L.Min(a, b);
}
