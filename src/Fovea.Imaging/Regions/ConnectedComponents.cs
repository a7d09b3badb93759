using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// The connected components of an image's foreground, with their boxes, areas and centroids. Equals OpenCV's <c>connectedComponentsWithStats</c>, also in the order of the
/// labels: for <see cref="Connectivity.Four"/> that of the components' first pixels in reading order, for <see cref="Connectivity.Eight"/> that of the first of the image's
/// blocks of 2 x 2 pixels, in reading order, that has a pixel of the component.
/// </summary>
/// <remarks>
/// Runs of pixels are found and joined on words of 64 pixels, strip by strip on all threads; then what touches at the seams is joined. Nothing depends on the number of threads.
/// </remarks>
public sealed class ConnectedComponents
{
    private const int StripRows = 128; // even, so that no pair of rows is cut

    private readonly ComponentStrip[] strips;
    private readonly Component[] all;
    private int[]? labels;

    private ConnectedComponents(int height, int width, ComponentStrip[] strips, Component[] all) => (Height, Width, this.strips, this.all) = (height, width, strips, all);

    /// <summary>Finds the components of the pixels above a threshold.</summary>
    /// <param name="image">An image of one channel.</param>
    /// <param name="connectivity">Which pixels belong together.</param>
    /// <param name="threshold">Samples above it are foreground, in their own units; NaN never is.</param>
    /// <exception cref="FoveaException">The image has several channels, or the threshold is not finite.</exception>
    public static unsafe ConnectedComponents Of(Image image, Connectivity connectivity = Connectivity.Eight, double threshold = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckKind(image.Kind);
        if (!double.IsFinite(threshold)) throw new FoveaException($"ConnectedComponents: the threshold is {threshold}");
        ComponentStrip[] strips = new ComponentStrip[(image.Height + StripRows - 1) / StripRows];
        ComponentSums[][] sums = new ComponentSums[strips.Length][];
        using (StoredRows pixels = new(image))
            RowBlocks.RunEach(strips.Length, s =>
            {
                int top = s * StripRows, rows = Math.Min(StripRows, image.Height - top);
                ulong[] bits = new ulong[ComponentStrip.Words(image.Width, rows, connectivity)];
                new Foreground(image.Kind, threshold).Find(pixels.Rows, new RowRange(top, top + rows), top, bits);
                strips[s] = new ComponentStrip(bits, image.Width, top, rows, connectivity);
                strips[s].Keep();
                strips[s].SumUp<ComponentSums>(sums[s] = new ComponentSums[strips[s].Count]);
            });
        int[] firsts = new int[strips.Length + 1];
        for (int s = 0; s < strips.Length; s++) firsts[s + 1] = firsts[s] + strips[s].Count;
        int[] sets = new int[firsts[^1]];
        int count;
        fixed (int* set = sets)
        {
            DisjointSets.Begin(set, sets.Length);
            for (int s = 1; s < strips.Length; s++) ComponentEdge.Join(strips[s - 1].Edge(isLower: true), strips[s].Edge(isLower: false), set, firsts[s - 1], firsts[s]);
            count = DisjointSets.Number(set, sets.Length, first: 1);
            RowBlocks.RunEach(strips.Length, s => strips[s].Label(sets.AsSpan(firsts[s], strips[s].Count)));
        }
        return new ConnectedComponents(image.Height, image.Width, strips, SumUp(sums, sets, count));
    }

    /// <summary>The image's rows.</summary>
    public int Height { get; }

    /// <summary>The image's columns.</summary>
    public int Width { get; }

    /// <summary>The number of components, without the background.</summary>
    public int Count => all.Length;

    /// <summary>The components; the one with label i is number i - 1.</summary>
    public IReadOnlyList<Component> All => all;

    /// <summary>The label of each pixel, row by row: 0 for the background, 1 to <see cref="Count"/> for the components. Made when it is first asked for.</summary>
    public unsafe ReadOnlySpan<int> Labels
    {
        get
        {
            if (labels is null)
            {
                int[] made = GC.AllocateUninitializedArray<int>(Height * Width);
                fixed (int* first = made)
                {
                    ExpandWork work = new(this, first);
                    Workers.Run(strips.Length, ref work);
                }
                labels = made;
            }
            return labels;
        }
    }

    /// <summary>The label of a pixel.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such pixel.</exception>
    public int this[int y, int x] => (uint)y < (uint)Height && (uint)x < (uint)Width ? Labels[y * Width + x]
        : throw new IndexOutOfRangeException($"row {y}, column {x} lies outside the image ({Height} x {Width})");

    /// <summary>The component with the most pixels, the first of them; null where there is none.</summary>
    public Component? Largest => all.Length == 0 ? null : all.MaxBy(component => component.Area);

    /// <summary>The component whose box has the most columns, of several the one with the most pixels, the first of them; null where there is none.</summary>
    public Component? Widest => all.Length == 0 ? null : all.MaxBy(component => (component.Box.Width, component.Area));

    /// <summary>Only the components that are wanted, numbered anew in their order; the others become background.</summary>
    public ConnectedComponents Where(Func<Component, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        int[] become = new int[all.Length + 1];
        List<Component> kept = [];
        foreach (Component component in all)
            if (wanted(component))
            {
                become[component.Label] = kept.Count + 1;
                kept.Add(component with { Label = kept.Count + 1 });
            }
        return new ConnectedComponents(Height, Width, [.. strips.Select(strip => strip.Relabelled(become))], [.. kept]);
    }

    /// <summary>Checks that an image has one channel, of which alone the foreground can be told.</summary>
    internal static void CheckKind(ImageKind kind)
    {
        if (kind.Channels != 1) throw new FoveaException($"connected components are found in an image of one channel, this one is {kind}", "make it grey, and choose a threshold");
    }

    private static Component[] SumUp(ComponentSums[][] strips, int[] labels, int count)
    {
        ComponentSums[] sums = new ComponentSums[count];
        sums.AsSpan().Fill(new ComponentSums());
        int at = 0;
        foreach (ComponentSums[] strip in strips)
            foreach (ref readonly ComponentSums part in strip.AsSpan()) sums[labels[at++] - 1].Add(part);
        Component[] components = new Component[count];
        for (int i = 0; i < count; i++) components[i] = sums[i].ToComponent(i + 1);
        return components;
    }

    private readonly unsafe struct ExpandWork(ConnectedComponents components, int* labels) : Workers.IWork
    {
        public void Run(int chunk)
        {
            for (int y = chunk * StripRows; y < Math.Min(components.Height, (chunk + 1) * StripRows); y++) components.strips[y / StripRows].Expand(y, labels + (long)y * components.Width);
        }
    }
}
