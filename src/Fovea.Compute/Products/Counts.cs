namespace Fovea.Compute;

/// <summary>A number known to the compiler, as a type: one source of a kernel gives one unrolled kernel per number.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

internal struct Count1 : ICount { public static int Value => 1; }
internal struct Count2 : ICount { public static int Value => 2; }
internal struct Count3 : ICount { public static int Value => 3; }
internal struct Count4 : ICount { public static int Value => 4; }
internal struct Count5 : ICount { public static int Value => 5; }
internal struct Count6 : ICount { public static int Value => 6; }
internal struct Count7 : ICount { public static int Value => 7; }
internal struct Count8 : ICount { public static int Value => 8; }
internal struct Count9 : ICount { public static int Value => 9; }
internal struct Count10 : ICount { public static int Value => 10; }
internal struct Count11 : ICount { public static int Value => 11; }
internal struct Count12 : ICount { public static int Value => 12; }
internal struct Count13 : ICount { public static int Value => 13; }
internal struct Count14 : ICount { public static int Value => 14; }
