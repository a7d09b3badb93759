namespace Fovea.Imaging;

/// <summary>
/// What some filters make of an image minus what others make of it. The second is subtracted row by row as it is made.
/// </summary>
public abstract record DifferenceFilter : WholeFilter
{
    /// <summary>The filters of what is subtracted from; none for the image itself.</summary>
    private protected abstract IReadOnlyList<Filter> Minuend { get; }

    /// <summary>The filters of what is subtracted.</summary>
    private protected abstract IReadOnlyList<Filter> Subtrahend { get; }

    private protected override ImageKind Check(ImageKind input)
    {
        Region? common = Common(Part.Of(Minuend, input), Part.Of(Subtrahend, input));
        return CheckSize(common is { } region ? input with { Height = region.Height, Width = region.Width } : input with { Height = 0 });
    }

    internal override ImageRows Apply(ImageRows image)
    {
        (Part minuend, Part subtrahend) = (Part.Of(Minuend, image.Kind), Part.Of(Subtrahend, image.Kind));
        Region common = Common(minuend, subtrahend)!.Value;
        return new DifferenceRows(minuend.Rows(image, common), subtrahend.Rows(image, common, new SubtractStage(Check(image.Kind))));
    }

    private static Region? Common(Part a, Part b)
    {
        int top = Math.Max(a.Top, b.Top), left = Math.Max(a.Left, b.Left), height = Math.Min(a.Bottom, b.Bottom) - top, width = Math.Min(a.Right, b.Right) - left;
        return height > 0 && width > 0 ? new Region(top, left, height, width) : null;
    }

    /// <summary>Filters, and which pixels of the image they give: not all of them where the border is 'valid', and not always the middle ones.</summary>
    private readonly record struct Part(IReadOnlyList<Filter> Filters, int Top, int Left, int Bottom, int Right)
    {
        public static Part Of(IReadOnlyList<Filter> filters, ImageKind input)
        {
            IEnumerable<RowWindow> lost = Steps(filters, input).Where(step => step.Border.Kind == BorderKind.Valid).Select(step => step.Window).ToArray();
            return new Part(filters, lost.Sum(window => window.Above), lost.Sum(window => window.Left),
                input.Height - lost.Sum(window => window.Below), input.Width - lost.Sum(window => window.Right));
        }

        /// <summary>These filters' pixels of a region, from an image cut down to what they see of it.</summary>
        public ImageRows Rows(ImageRows image, Region region, RowStage? last = null)
        {
            Region from = new(region.Top - Top, region.Left - Left, region.Height + image.Kind.Height - (Bottom - Top), region.Width + image.Kind.Width - (Right - Left));
            if (from.Height != image.Kind.Height || from.Width != image.Kind.Width) image = new PartRows(image, from);
            List<RowStage> steps = Steps(Filters, image.Kind);
            if (last is not null) steps.Add(last);
            foreach (RowChain chain in RowChain.Split(steps)) image = new MadeRows(image, chain);
            return image;
        }

        private static List<RowStage> Steps(IReadOnlyList<Filter> filters, ImageKind input)
        {
            List<RowStage> steps = [];
            foreach (RowFilter filter in filters.Cast<RowFilter>()) steps.AddRange(filter.StepsFor(steps.Count == 0 ? input : steps[^1].Output));
            return steps;
        }
    }

    /// <summary>Makes rows of the minuend, and subtracts those of the subtrahend as they are made.</summary>
    private sealed class DifferenceRows(ImageRows minuend, ImageRows subtracting) : ImageRows(minuend.Kind)
    {
        public override void Make(RowRange range, PixelRows target)
        {
            minuend.Make(range, target);
            subtracting.Make(range, target);
        }

        public override void MakeAll(PixelRows target)
        {
            minuend.MakeAll(target);
            subtracting.MakeAll(target);
        }
    }
}
