namespace Fovea.Imaging;

/// <summary>What a JPEG file's frame header says: size, kind and components.</summary>
internal sealed class JpegFrame
{
    /// <summary>A frame of checked sizes.</summary>
    public JpegFrame(int height, int width, bool progressive, IReadOnlyList<JpegComponent> components)
    {
        (Height, Width, Progressive) = (height, width, progressive);
        // The factors of a single component mean nothing: its scans have one block a unit.
        Components = components.Count == 1 ? [components[0] with { Horizontal = 1, Vertical = 1 }] : [.. components];
        MaxHorizontal = Components.Max(component => component.Horizontal);
        MaxVertical = Components.Max(component => component.Vertical);
        UnitsAcross = Divide(width, 8 * MaxHorizontal);
        UnitsDown = Divide(height, 8 * MaxVertical);
        foreach (JpegComponent component in Components)
        {
            component.Width = Divide(width * component.Horizontal, MaxHorizontal);
            component.Height = Divide(height * component.Vertical, MaxVertical);
            component.BlocksAcross = UnitsAcross * component.Horizontal;
            component.BlocksDown = UnitsDown * component.Vertical;
            component.Rows = new short[component.BlocksDown][];
        }
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Whether coefficients come in several scans of rising precision.</summary>
    public bool Progressive { get; }

    public JpegComponent[] Components { get; }

    /// <summary>The largest horizontal sampling factor.</summary>
    public int MaxHorizontal { get; }

    /// <summary>The largest vertical sampling factor.</summary>
    public int MaxVertical { get; }

    /// <summary>Minimum coded units of a row, of <see cref="MaxHorizontal"/> x 8 pixels.</summary>
    public int UnitsAcross { get; }

    /// <summary>Rows of minimum coded units, of <see cref="MaxVertical"/> x 8 pixels.</summary>
    public int UnitsDown { get; }

    /// <summary>All blocks of all components.</summary>
    public long Blocks => Components.Sum(component => (long)component.BlocksAcross * component.BlocksDown);

    private static int Divide(int a, int b) => (a + b - 1) / b;
}
