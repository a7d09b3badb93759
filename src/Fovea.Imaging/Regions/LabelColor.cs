namespace Fovea.Imaging;

/// <summary>A colour for each label, so that labels near each other are told apart.</summary>
internal static class LabelColor
{
    /// <summary>0xRRGGBB: black for 0, else a bright colour whose hue goes round by the golden section from label to label.</summary>
    public static uint Of(int label)
    {
        if (label == 0) return 0;
        double turn = label * 0.6180339887498949, hue = 6 * (turn - Math.Floor(turn));
        double most = (label % 3) switch { 0 => 255, 1 => 215, _ => 175 }, least = most * 0.25;
        return Part(hue, 0) << 16 | Part(hue, 4) << 8 | Part(hue, 2);

        // Full within one step of the hue on both sides, falling to the least over the next.
        uint Part(double at, double centre)
        {
            double distance = Math.Abs(at - centre);
            distance = Math.Min(distance, 6 - distance);
            return (uint)(least + (most - least) * Math.Clamp(2 - distance, 0, 1));
        }
    }
}
