using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>Picks the <see cref="Tile{L,V,R,C}"/> for a number of rows and columns.</summary>
internal static unsafe class Tiles<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Rows of the largest tile.</summary>
    public static int Rows => L.TileRows;

    /// <summary>Columns of the largest tile.</summary>
    public static int Columns => 2 * L.Width;

    /// <summary>
    /// c = A B, or c += A B with <paramref name="add"/>, for <paramref name="rows"/> &lt;= Rows and <paramref name="columns"/> &lt;= Columns;
    /// B is read in whole vectors, c is written in <paramref name="columns"/> columns only.
    /// </summary>
    public static void Run(int rows, int columns, in TileOperands o, float* c, nint ldc, bool add)
    {
        if (columns > L.Width) Run<Count2>(rows, columns - L.Width, o, c, ldc, add);
        else Run<Count1>(rows, columns, o, c, ldc, add);
    }

    private static void Run<C>(int rows, int last, in TileOperands o, float* c, nint ldc, bool add) where C : ICount
    {
        switch (rows)
        {
            case 1: Tile<L, V, Count1, C>.Run(o, c, ldc, last, add); break;
            case 2: Tile<L, V, Count2, C>.Run(o, c, ldc, last, add); break;
            case 3: Tile<L, V, Count3, C>.Run(o, c, ldc, last, add); break;
            case 4: Tile<L, V, Count4, C>.Run(o, c, ldc, last, add); break;
            case 5: Tile<L, V, Count5, C>.Run(o, c, ldc, last, add); break;
            case 6: Tile<L, V, Count6, C>.Run(o, c, ldc, last, add); break;
            case 7: Tile<L, V, Count7, C>.Run(o, c, ldc, last, add); break;
            case 8: Tile<L, V, Count8, C>.Run(o, c, ldc, last, add); break;
            case 9: Tile<L, V, Count9, C>.Run(o, c, ldc, last, add); break;
            case 10: Tile<L, V, Count10, C>.Run(o, c, ldc, last, add); break;
            case 11: Tile<L, V, Count11, C>.Run(o, c, ldc, last, add); break;
            case 12: Tile<L, V, Count12, C>.Run(o, c, ldc, last, add); break;
            case 13: Tile<L, V, Count13, C>.Run(o, c, ldc, last, add); break;
            case 14: Tile<L, V, Count14, C>.Run(o, c, ldc, last, add); break;
        }
    }
}
