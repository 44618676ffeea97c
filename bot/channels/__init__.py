"""The ways to chat: LINE, Telegram, the browser and the terminal. Each renders the neutral messages its own way."""
