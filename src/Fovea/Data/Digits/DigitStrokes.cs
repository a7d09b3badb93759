namespace Fovea.Data;

/// <summary>
/// How the ten digits are written: for each, several styles of one to three strokes, as the points that the pen passes. The unit is the height of
/// the digit; x runs to the right, y down, the middle of the digit is near (0.5, 0.5).
/// </summary>
internal static class DigitStrokes
{
    /// <summary>The most points that a style has.</summary>
    public const int MaxPoints = 24;

    /// <summary>The styles of each digit.</summary>
    public static readonly Stroke[][][] Styles =
    [
        // 0: a closed oval, a narrow one, one whose ends cross at the top
        [
            [Loop(.50f, .00f, .24f, .16f, .15f, .50f, .25f, .85f, .50f, 1.0f, .76f, .84f, .85f, .50f, .76f, .15f)],
            [Loop(.52f, .00f, .36f, .14f, .29f, .50f, .36f, .86f, .50f, 1.0f, .64f, .86f, .71f, .50f, .66f, .14f)],
            [Curve(.62f, .04f, .40f, .04f, .22f, .24f, .16f, .56f, .28f, .90f, .52f, .99f, .76f, .82f, .84f, .50f, .76f, .18f, .56f, .04f, .44f, .10f)],
        ],
        // 1: a bar, a bar with a flag, with flag and foot
        [
            [Line(.50f, .00f, .50f, 1.0f)],
            [Line(.28f, .24f, .54f, .00f, .54f, 1.0f)],
            [Line(.30f, .22f, .52f, .00f, .52f, 1.0f), Line(.28f, 1.0f, .76f, 1.0f)],
        ],
        // 2: with a corner, with a loop, angular like a Z
        [
            [Curve(.18f, .24f, .32f, .04f, .58f, .00f, .78f, .16f, .74f, .40f, .52f, .66f, .17f, .98f), Line(.17f, .98f, .84f, .97f)],
            [Curve(.20f, .22f, .36f, .02f, .62f, .02f, .77f, .22f, .66f, .50f, .44f, .78f, .24f, .96f, .15f, .84f, .28f, .78f, .48f, .90f, .66f, .98f, .86f, .88f)],
            [Line(.20f, .10f, .76f, .04f), Line(.76f, .04f, .20f, .96f, .82f, .94f)],
        ],
        // 3: two bows, a flat top with a bow, two bows that meet far to the left
        [
            [Curve(.20f, .14f, .42f, .00f, .68f, .06f, .72f, .28f, .42f, .46f), Curve(.42f, .46f, .74f, .54f, .82f, .78f, .58f, .98f, .32f, .98f, .16f, .84f)],
            [Line(.20f, .03f, .76f, .03f, .44f, .40f), Curve(.44f, .40f, .74f, .50f, .82f, .74f, .62f, .96f, .34f, .98f, .16f, .86f)],
            [Curve(.22f, .10f, .46f, .00f, .70f, .10f, .70f, .30f, .50f, .46f, .28f, .48f), Curve(.28f, .48f, .60f, .50f, .80f, .68f, .70f, .92f, .42f, 1.0f, .18f, .88f)],
        ],
        // 4: open at the top, closed, with a short stem
        [
            [Line(.30f, .02f, .18f, .56f, .84f, .54f), Line(.68f, .10f, .66f, 1.0f)],
            [Line(.66f, 1.0f, .66f, .00f, .14f, .66f, .88f, .66f)],
            [Curve(.24f, .04f, .18f, .30f, .28f, .50f, .54f, .52f, .76f, .42f), Curve(.78f, .02f, .76f, .40f, .70f, .74f, .66f, 1.0f)],
        ],
        // 5: bar, stem and bow; the bar written last; all in one sweep
        [
            [Line(.78f, .02f, .28f, .03f, .24f, .44f), Curve(.24f, .44f, .50f, .38f, .76f, .52f, .78f, .78f, .56f, .97f, .30f, .98f, .16f, .88f)],
            [Curve(.32f, .04f, .28f, .24f, .27f, .42f, .52f, .40f, .74f, .56f, .74f, .80f, .52f, .98f, .20f, .92f), Line(.32f, .04f, .80f, .00f)],
            [Curve(.80f, .05f, .52f, .01f, .30f, .10f, .26f, .30f, .46f, .44f, .70f, .56f, .76f, .78f, .54f, .98f, .20f, .92f)],
        ],
        // 6: a bent stem, a straight one, one that begins with a hook
        [
            [Curve(.66f, .00f, .40f, .20f, .22f, .50f, .20f, .80f, .40f, .99f, .66f, .92f, .74f, .70f, .56f, .54f, .34f, .62f, .21f, .80f)],
            [Curve(.48f, .00f, .34f, .34f, .24f, .68f, .32f, .94f, .56f, .98f, .72f, .80f, .62f, .60f, .42f, .58f, .26f, .72f)],
            [Curve(.78f, .14f, .62f, .01f, .38f, .14f, .22f, .46f, .20f, .78f, .40f, .99f, .68f, .94f, .78f, .74f, .62f, .56f, .38f, .58f, .23f, .74f)],
        ],
        // 7: bar and slope, with a cross bar, with a hook and a bent stem
        [
            [Line(.16f, .04f, .82f, .03f, .42f, 1.0f)],
            [Line(.18f, .04f, .80f, .03f, .40f, 1.0f), Line(.34f, .50f, .76f, .48f)],
            [Line(.18f, .18f, .20f, .05f), Curve(.20f, .05f, .50f, .06f, .82f, .02f, .62f, .36f, .50f, .66f, .46f, 1.0f)],
        ],
        // 8: in one sweep, two rings, a sweep that stays open at the top
        [
            [Loop(.50f, .46f, .28f, .32f, .30f, .10f, .52f, .00f, .72f, .12f, .70f, .32f, .50f, .46f, .26f, .62f, .22f, .86f, .50f, 1.0f, .78f, .86f, .74f, .62f)],
            [Loop(.50f, .00f, .30f, .10f, .29f, .34f, .50f, .46f, .71f, .34f, .70f, .10f), Loop(.50f, .46f, .24f, .58f, .22f, .86f, .50f, 1.0f, .78f, .86f, .76f, .58f)],
            [Curve(.76f, .10f, .52f, .00f, .28f, .12f, .34f, .34f, .60f, .52f, .76f, .76f, .54f, .98f, .26f, .86f, .32f, .62f, .58f, .40f, .78f, .16f)],
        ],
        // 9: a ring with a straight stem, with a bent one, with a tail
        [
            [Curve(.76f, .24f, .60f, .02f, .34f, .06f, .24f, .28f, .40f, .48f, .64f, .42f, .76f, .20f), Line(.76f, .20f, .70f, 1.0f)],
            [Curve(.74f, .16f, .52f, .00f, .28f, .12f, .26f, .38f, .48f, .50f, .70f, .34f, .76f, .12f, .74f, .46f, .60f, .80f, .40f, 1.0f)],
            [Curve(.72f, .22f, .54f, .02f, .30f, .10f, .26f, .34f, .44f, .48f, .66f, .38f, .74f, .16f, .76f, .54f, .68f, .88f, .46f, 1.0f, .24f, .90f)],
        ],
    ];

    private static Stroke Line(params float[] points) => new(points, IsSmooth: false, IsClosed: false);

    private static Stroke Curve(params float[] points) => new(points, IsSmooth: true, IsClosed: false);

    private static Stroke Loop(params float[] points) => new(points, IsSmooth: true, IsClosed: true);

    /// <summary>What the pen writes without being lifted or turned sharply.</summary>
    /// <param name="Points">x and y of each point.</param>
    /// <param name="IsSmooth">A Catmull-Rom spline through the points; otherwise straight from point to point.</param>
    /// <param name="IsClosed">The last point leads on to the first.</param>
    internal sealed record Stroke(float[] Points, bool IsSmooth, bool IsClosed)
    {
        public int Count => Points.Length / 2;
    }
}
